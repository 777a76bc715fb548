package dev.baton.internal.runtime;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** A lock as the server has it: its value, its queue, its last fence. Not thread-safe. */
final class ServedLock {
  /** The server's time stands still but for a step at each grant. */
  private static final long MICROS = 1_700_000_000_000_000L;

  private static final int NO_EXPIRY = -1;

  /**
   * Somebody who wants it.
   *
   * @param request names the attempt
   * @param token the value, but for the fence
   * @param span how many fences to set aside
   */
  record Place(String request, String token, long span) {}

  private final Deque<Place> queue = new ArrayDeque<>();
  private @Nullable String value;
  private String holdersRequest = "";
  private long fence;
  private long lastFence;
  private long pushes;
  private String pushed = "";

  String acquire(Place me, boolean waits) {
    if (value == null && !grantNext(me)) {
      return take(me);
    }
    if (holdersRequest.equals(me.request)) {
      queue.remove(me);
      return granted();
    }
    return waits ? queued(me) : "HELD " + NO_EXPIRY + " " + value;
  }

  String release(String released, long used) {
    if (!released.equals(value)) {
      return notOurs();
    }
    use(used);
    if (grantNext(null)) {
      return "HANDED";
    }
    delete();
    return "RELEASED";
  }

  /** Releases it for somebody by the request that got it. */
  void releaseOf(Place holder) {
    if (holder.request.equals(holdersRequest) && !grantNext(null)) {
      delete();
    }
  }

  String rejoin(String released, long used, Place me) {
    if (!released.equals(value)) {
      return notOurs();
    }
    use(used);
    return grantNext(null) ? queued(me) : take(me);
  }

  String cancel(String request) {
    queue.removeIf(place -> place.request.equals(request));
    if (value == null || !holdersRequest.equals(request)) {
      return "CANCELLED";
    }
    if (!grantNext(null)) {
      delete();
    }
    return "GIVEN_BACK";
  }

  String renew(String renewed) {
    return renewed.equals(value) ? "RENEWED" : notOurs();
  }

  void delete() {
    value = null;
    holdersRequest = "";
  }

  boolean isClean() {
    return value == null && queue.isEmpty();
  }

  /** What is to be pushed after the command, or nothing. */
  String takePush() {
    String push = pushed;
    pushed = "";
    return push;
  }

  private void use(long used) {
    if (used > 0) {
      lastFence = used;
    }
  }

  /** Gives it to the first of the queue; false if there is none, or if it is who asks. */
  private boolean grantNext(@Nullable Place asks) {
    Place next = queue.poll();
    if (next == null || next.equals(asks)) {
      return false;
    }
    give(next);
    pushes++;
    pushed = "GRANT " + next.request + " " + fence + " " + (MICROS + pushes) + " " + queue.size();
    return true;
  }

  private String take(Place me) {
    give(me);
    return granted();
  }

  private void give(Place to) {
    fence = lastFence + 1;
    lastFence += to.span;
    value = to.token + "#" + fence;
    holdersRequest = to.request;
  }

  private String granted() {
    return "GRANTED " + fence + " " + (MICROS + pushes) + " " + queue.size();
  }

  private String queued(Place me) {
    if (!queue.contains(me)) {
      queue.add(me);
    }
    return "QUEUED " + (queue.size() - 1) + " " + NO_EXPIRY + " " + (MICROS + pushes) + " " + value;
  }

  private String notOurs() {
    return value == null ? "DELETED" : "OVERWRITTEN " + value;
  }
}
