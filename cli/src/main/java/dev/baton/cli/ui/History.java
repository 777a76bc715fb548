package dev.baton.cli.ui;

import dev.baton.LockState;
import dev.baton.cli.base.Json;
import dev.baton.cli.base.Owner;
import dev.baton.cli.base.Words;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who held a lock when, as far as samples tell. The beginning of a grant that was seen is exact,
 * since its fence is its time; an end is known to within two samples. Times are in µs since 1970,
 * by the server's clock. Of those who share a lock the beginning is where they were seen first. Not
 * safe for several threads.
 */
final class History {
  private static final int MOST = 300;

  /** So many of those who share it are followed: more are no picture. */
  private static final int MOST_SHARERS = 100;

  /** Of a token that Baton did not make, so that what is remembered is bounded. */
  private static final int LONGEST_TOKEN = 80;

  private static final Pattern FENCE = Pattern.compile("#(\\d{1,18})$");

  private final Deque<Tenure> past = new ArrayDeque<>();

  /** Those who hold it, by their tokens: one, or all who share it. */
  private final Map<String, Tenure> current = new LinkedHashMap<>();

  private long clockAhead;
  private long began;

  /** One who held it. */
  private record Tenure(String token, long fence, long from, boolean exact, long until) {
    Tenure until(long micros) {
      return new Tenure(token, fence, from, exact, Math.max(from, micros));
    }

    Json json(boolean over) {
      return Owner.of(token)
          .json()
          .with("fence", fence)
          .with("from", from)
          .with("exact", exact)
          .with("until", until)
          .with("over", over);
    }
  }

  /**
   * Takes a sample in.
   *
   * @param state what the server knew
   * @param localMicros when, by this machine's clock
   */
  void saw(LockState state, long localMicros) {
    if (began == 0) {
      began = localMicros + clockAhead;
    }
    if (state.sharing().isPresent()) {
      share(state, state.sharing().get(), localMicros);
      return;
    }
    String holder = state.holder().map(History::shortened).orElse(null);
    if (holder == null) {
      end(Long.MAX_VALUE);
      return;
    }
    long fence = fence(state, holder);
    long held = state.heldFor().map(time -> time.toNanos() / 1000).orElse(0L);
    if (fence > 0 && held > 0) {
      clockAhead = fence + held - localMicros;
    }
    long now = localMicros + clockAhead;
    Tenure before = current.get(holder);
    if (before != null && before.fence() == fence) {
      current.put(holder, before.until(now));
      return;
    }
    long from = fence > 0 ? Math.min(fence, now) : now;
    end(from);
    current.put(holder, new Tenure(holder, fence, from, fence > 0, now));
  }

  private void share(LockState state, LockState.Sharing sharing, long localMicros) {
    // The fence of those who read is the time since when they do.
    state
        .heldFor()
        .ifPresent(
            held ->
                clockAhead = state.fencingToken().orElse(0L) + held.toNanos() / 1000 - localMicros);
    long now = localMicros + clockAhead;
    Set<String> sharers =
        sharing.holders().stream()
            .limit(MOST_SHARERS)
            .map(holder -> shortened(holder.ownerToken()))
            .collect(Collectors.toCollection(LinkedHashSet::new));
    for (String token : List.copyOf(current.keySet())) {
      if (!sharers.contains(token)) {
        past(current.remove(token), now);
      }
    }
    for (String token : sharers) {
      Tenure before = current.get(token);
      current.put(
          token,
          before == null ? new Tenure(token, 0, now, /* exact= */ false, now) : before.until(now));
    }
  }

  private static String shortened(String token) {
    return Owner.of(token).origin().isPresent() ? token : Words.cut(token, LONGEST_TOKEN);
  }

  /** The fence of a token that has one is the holder's for certain; the other, the last grant's. */
  private static long fence(LockState state, String holder) {
    Matcher own = FENCE.matcher(holder);
    if (Owner.of(holder).origin().isPresent() && own.find()) {
      return Long.parseLong(own.group(1));
    }
    return state.heldFor().isPresent() ? state.fencingToken().orElse(0L) : 0;
  }

  private void end(long next) {
    current.values().forEach(ended -> past(ended, next));
    current.clear();
  }

  private void past(@Nullable Tenure ended, long next) {
    if (ended != null) {
      past.addLast(ended.until(Math.min(ended.until(), next)));
      if (past.size() > MOST) {
        past.removeFirst();
      }
    }
  }

  /** The server's time now, as far as is known. */
  long serverMicros(long localMicros) {
    return localMicros + clockAhead;
  }

  /** When the first sample was taken, by the clock of then. */
  long began() {
    return began;
  }

  /** All that is remembered and ended after a moment, the oldest first. */
  List<Json> since(long micros) {
    List<Json> tenures =
        new ArrayList<>(
            past.stream()
                .filter(tenure -> tenure.until() >= micros)
                .map(tenure -> tenure.json(true))
                .toList());
    current.values().forEach(tenure -> tenures.add(tenure.json(false)));
    return tenures;
  }
}
