package dev.baton.internal.look;

import dev.baton.LockState;
import dev.baton.internal.script.InspectReply;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What the server tells of a lock, as callers see it. */
public final class States {
  private States() {}

  /** Of one that somebody has. */
  public static LockState of(String name, InspectReply.Held held) {
    return new LockState(
        name,
        Optional.of(held.holder()),
        duration(held.heldMicros(), ChronoUnit.MICROS),
        duration(held.remaining().millis(), ChronoUnit.MILLIS),
        fence(held.fence()),
        held.queue().length(),
        waiters(held.queue()),
        held.shares().map(States::sharing));
  }

  /** Of one that nobody has. */
  public static LockState of(String name, InspectReply.Free free) {
    return new LockState(
        name,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        fence(free.fence()),
        free.queue().length(),
        waiters(free.queue()));
  }

  private static LockState.Sharing sharing(InspectReply.Shares shares) {
    List<LockState.Holder> holders =
        shares.first().stream()
            .map(
                sharer ->
                    new LockState.Holder(
                        sharer.value(), sharer.weight(), Duration.ofMillis(sharer.millis())))
            .toList();
    return new LockState.Sharing(shares.count(), shares.weight(), shares.limited(), holders);
  }

  private static List<LockState.Waiter> waiters(InspectReply.Queue queue) {
    return queue.first().stream()
        .map(
            waiting ->
                new LockState.Waiter(
                    waiting.owner(),
                    Duration.of(waiting.micros(), ChronoUnit.MICROS),
                    waiting
                        .share()
                        .map(share -> new LockState.Share(share.weight(), share.limit()))))
        .toList();
  }

  private static Optional<Long> fence(long fence) {
    return fence == 0 ? Optional.empty() : Optional.of(fence);
  }

  private static Optional<Duration> duration(OptionalLong amount, ChronoUnit unit) {
    return amount.isPresent()
        ? Optional.of(Duration.of(amount.getAsLong(), unit))
        : Optional.empty();
  }
}
