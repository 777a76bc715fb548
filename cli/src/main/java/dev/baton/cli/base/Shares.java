package dev.baton.cli.base;

import dev.baton.LockState;
import dev.baton.LockState.Sharing;
import dev.baton.LockState.Waiter;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/** How a lock is shared, in words. */
public final class Shares {
  private static final int LONGEST_TOKEN = 60;

  private Shares() {}

  /**
   * Who holds a lock, in a few words: for instance {@code report on db1 (4711)}, with {@code ,
   * shared} or {@code , 2 permits} behind it; or {@code 3 share it}, {@code 4 of 5 permits}.
   *
   * @param state what Redis knew
   * @param most the most characters of a token that names no process
   * @return empty if it is free
   */
  public static Optional<String> holder(LockState state, int most) {
    Optional<String> who = state.holder().map(token -> Owner.of(token).shown(most));
    return state.sharing().isEmpty()
        ? who
        : Optional.of(
            state.sharing().get().count() == 1
                ? who.orElse("?") + ", " + (limited(state) ? summary(state) : "shared")
                : summary(state));
  }

  /**
   * How much of a lock that is shared is taken: for instance {@code 3 share it}; {@code 4 of 5
   * permits}, or {@code 4 permits} if nobody who waits tells how many there are.
   */
  public static String summary(LockState state) {
    Sharing sharing = state.sharing().orElseThrow();
    if (!sharing.limited()) {
      return sharing.count() + (sharing.count() == 1 ? " shares it" : " share it");
    }
    return permits(sharing.weight(), limit(state))
        + (sharing.count() == sharing.weight() || sharing.count() == 1
            ? ""
            : ", " + sharing.count() + " holders");
  }

  /** How many permits are taken: for instance {@code 4 of 5}, or {@code 4}. */
  public static String taken(LockState state) {
    OptionalInt limit = limit(state);
    return state.sharing().orElseThrow().weight()
        + (limit.isPresent() ? " of " + limit.getAsInt() : "");
  }

  /** What stands behind a holder that has more than a reader: {@code , 2 permits}. */
  public static String weight(Sharing sharing, LockState.Holder holder) {
    if (sharing.limited()) {
      return ", " + permits(holder.weight(), OptionalInt.empty());
    }
    return holder.weight() == 1 ? "" : ", weight " + holder.weight();
  }

  /** For instance {@code 4 of 5 permits}. */
  private static String permits(long weight, OptionalInt limit) {
    if (limit.isPresent()) {
      return weight + " of " + limit.getAsInt() + (limit.getAsInt() == 1 ? " permit" : " permits");
    }
    return weight + (weight == 1 ? " permit" : " permits");
  }

  /**
   * How many permits there are: Redis does not keep it, those who wait tell it. Empty if none does,
   * or they go by different numbers.
   */
  public static OptionalInt limit(LockState state) {
    Set<Integer> limits =
        state.waiters().stream()
            .flatMap(waiter -> waiter.share().stream())
            .flatMapToInt(share -> share.limit().stream())
            .boxed()
            .collect(Collectors.toSet());
    return limited(state) && limits.size() == 1
        ? OptionalInt.of(limits.iterator().next())
        : OptionalInt.empty();
  }

  /**
   * The middle of a sentence about a lock that is shared: {@code is shared by 3}, {@code is shared
   * by TOKEN}, {@code has 4 of 5 permits taken}.
   */
  static String verb(LockState state, Sharing sharing) {
    if (sharing.limited()) {
      return "has " + permits(sharing.weight(), limit(state)) + " taken";
    }
    return "is shared by "
        + (sharing.count() == 1
            ? Words.token(state.holder().orElse(""))
            : Long.toString(sharing.count()));
  }

  /** What one waits for: {@code exclusive}, {@code shared} or {@code 2 of 5 permits}. */
  public static String wanted(Waiter waiter) {
    return waiter.share().map(Shares::wanted).orElse("exclusive");
  }

  /** The same of a part of a lock. */
  static String wanted(LockState.Share share) {
    return share.limit().isEmpty() ? "shared" : permits(share.weight(), share.limit());
  }

  /** Whether it is worth saying what those who wait want: not where all is held alone. */
  public static boolean matter(LockState state) {
    return state.sharing().isPresent()
        || state.waiters().stream().anyMatch(waiter -> waiter.share().isPresent());
  }

  /** The tokens of all who hold a lock and are told of. */
  public static List<String> tokens(LockState state) {
    return state
        .sharing()
        .map(sharing -> sharing.holders().stream().map(LockState.Holder::ownerToken).toList())
        .orElseGet(() -> state.holder().stream().toList());
  }

  /**
   * From whom a lock is taken, in words.
   *
   * @param state what Redis knew
   * @param tokens of those whom it is taken from
   */
  public static String named(LockState state, List<String> tokens) {
    if (tokens.size() == 1) {
      return Owner.of(tokens.get(0)).shown(LONGEST_TOKEN);
    }
    long count = state.sharing().map(Sharing::count).orElse(1L);
    return (tokens.size() == count ? "all " + count : tokens.size() + " of " + count)
        + (limited(state) ? " holders" : " who share it");
  }

  private static boolean limited(LockState state) {
    return state.sharing().filter(Sharing::limited).isPresent();
  }
}
