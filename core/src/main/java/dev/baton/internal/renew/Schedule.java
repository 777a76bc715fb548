package dev.baton.internal.renew;

import java.util.ArrayList;
import java.util.List;

/**
 * Which lease is due next: a binary heap in which each lease knows its place, so that one that is
 * not the first is taken out or moved in logarithmic time too, and a lease takes eight bytes. Not
 * thread-safe.
 */
final class Schedule<L extends Renewable> {
  /** The place of one that is not in it. */
  static final int NOWHERE = -1;

  private final List<L> heap = new ArrayList<>();

  boolean isEmpty() {
    return heap.isEmpty();
  }

  int size() {
    return heap.size();
  }

  boolean has(L lease) {
    return lease.place != NOWHERE;
  }

  /** All that are in it, in no order. */
  List<L> all() {
    return new ArrayList<>(heap);
  }

  /** When the first is due; never if there is none. */
  long firstAt() {
    return heap.isEmpty() ? Long.MAX_VALUE : heap.get(0).scheduledAt;
  }

  /** Puts a lease in, or moves it if it is there. */
  void put(L lease, long at) {
    lease.scheduledAt = at;
    if (!has(lease)) {
      lease.place = heap.size();
      heap.add(lease);
    }
    settle(lease);
  }

  /** Takes a lease out, if it is in. */
  void remove(L lease) {
    if (has(lease)) {
      L last = heap.remove(heap.size() - 1);
      if (last != lease) {
        set(last, lease.place);
        settle(last);
      }
      lease.place = NOWHERE;
    }
  }

  /** Takes the first out; there is one. */
  L takeFirst() {
    L first = heap.get(0);
    remove(first);
    return first;
  }

  /** Moves a lease to where it belongs, up or down. */
  private void settle(L lease) {
    int place = lease.place;
    while (place > 0 && lease.scheduledAt < heap.get(above(place)).scheduledAt) {
      set(heap.get(above(place)), place);
      place = above(place);
    }
    for (int below = earlierBelow(place);
        below < heap.size() && heap.get(below).scheduledAt < lease.scheduledAt;
        below = earlierBelow(place)) {
      set(heap.get(below), place);
      place = below;
    }
    set(lease, place);
  }

  private void set(L lease, int place) {
    lease.place = place;
    heap.set(place, lease);
  }

  private static int above(int place) {
    return (place - 1) / 2;
  }

  /** The place of the earlier of the two below one; past the end if there is none. */
  private int earlierBelow(int place) {
    int left = 2 * place + 1;
    int right = left + 1;
    boolean isRight =
        right < heap.size() && heap.get(right).scheduledAt < heap.get(left).scheduledAt;
    return isRight ? right : left;
  }
}
