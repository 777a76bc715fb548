package dev.baton;

import dev.baton.internal.protocol.Limits;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * How a candidate leads. Immutable: each method with an argument gives a changed copy. All
 * candidates of one election are to have the same times.
 *
 * <pre>{@code
 * ElectionOptions.candidate("http://10.0.0.7:8080").leaseDuration(Duration.ofSeconds(30))
 * }</pre>
 */
public final class ElectionOptions {
  private static final Duration LEASE = Duration.ofSeconds(15);

  private final String candidate;
  private final Duration leaseDuration;

  /** Two thirds of the lease if there is none. */
  private final @Nullable Duration renewDeadline;

  private final FailoverPolicy failover;
  private final @Nullable Executor executor;

  private ElectionOptions(
      String candidate,
      Duration leaseDuration,
      @Nullable Duration renewDeadline,
      FailoverPolicy failover,
      @Nullable Executor executor) {
    this.candidate = candidate;
    this.leaseDuration = leaseDuration;
    this.renewDeadline = renewDeadline;
    this.failover = failover;
    this.executor = executor;
    Duration deadline = renewDeadline();
    if (deadline.compareTo(leaseDuration) >= 0
        || deadline.compareTo(leaseDuration.dividedBy(3)) <= 0) {
      throw new IllegalArgumentException(
          "renewDeadline is "
              + deadline
              + ": it must be longer than a third of leaseDuration, after which the lease is"
              + " renewed, and shorter than leaseDuration, "
              + leaseDuration);
    }
  }

  /**
   * A candidate with a lease of 15 s, who steps down after 10 s without a confirmed renewal.
   *
   * @param candidate what others are told of it while it leads, for instance where to reach it: up
   *     to 1,024 bytes in UTF-8, any characters
   * @return the options
   * @throws IllegalArgumentException if it is too long or has half a surrogate pair
   */
  public static ElectionOptions candidate(String candidate) {
    return new ElectionOptions(
        Limits.candidate(candidate), LEASE, null, FailoverPolicy.none(), null);
  }

  /**
   * What others are told of the candidate while it leads.
   *
   * @return the text
   */
  public String candidate() {
    return candidate;
  }

  /**
   * How long nobody else leads after the last renewal, if the leader dies.
   *
   * @return the duration
   */
  public Duration leaseDuration() {
    return leaseDuration;
  }

  /**
   * Sets how long nobody else leads after the last renewal, if the leader dies. It is renewed after
   * a third of it.
   *
   * @param leaseDuration from 10 ms to 365 days
   * @return a changed copy; its step-down deadline is two thirds of this, unless it was set
   * @throws IllegalArgumentException if it is out of bounds, or does not go with the deadline
   */
  public ElectionOptions leaseDuration(Duration leaseDuration) {
    return new ElectionOptions(
        candidate, Limits.lease("leaseDuration", leaseDuration), renewDeadline, failover, executor);
  }

  /**
   * How long after the last confirmed renewal the leader steps down.
   *
   * @return the duration
   */
  public Duration renewDeadline() {
    return renewDeadline == null ? leaseDuration.multipliedBy(2).dividedBy(3) : renewDeadline;
  }

  /**
   * Sets how long after the last confirmed renewal the leader steps down. What is left of the lease
   * then is the time in which its work has to stop, whatever ended the term.
   *
   * @param renewDeadline longer than a third of the lease and shorter than the lease
   * @return a changed copy
   * @throws IllegalArgumentException if it does not go with the lease
   */
  public ElectionOptions renewDeadline(Duration renewDeadline) {
    return new ElectionOptions(
        candidate,
        leaseDuration,
        Objects.requireNonNull(renewDeadline, "renewDeadline"),
        failover,
        executor);
  }

  /**
   * What is done about a failover of the server.
   *
   * @return the policy
   */
  public FailoverPolicy failover() {
    return failover;
  }

  /**
   * Sets what is done about a failover of the server.
   *
   * @param failover the same for all candidates
   * @return a changed copy
   */
  public ElectionOptions failover(FailoverPolicy failover) {
    return new ElectionOptions(
        candidate,
        leaseDuration,
        renewDeadline,
        Objects.requireNonNull(failover, "failover"),
        executor);
  }

  /**
   * Where work and callbacks run.
   *
   * @return empty for daemon threads of Baton's
   */
  public Optional<Executor> executor() {
    return Optional.ofNullable(executor);
  }

  /**
   * Sets where work and callbacks run, one at a time, each to its end. By default it is a daemon
   * thread of Baton's, without the application's class loader, which does not keep the JVM alive.
   *
   * @param executor must have a thread free for it for as long as the work lasts; if it refuses, a
   *     thread of Baton's is taken
   * @return a changed copy
   */
  public ElectionOptions executor(Executor executor) {
    return new ElectionOptions(
        candidate,
        leaseDuration,
        renewDeadline,
        failover,
        Objects.requireNonNull(executor, "executor"));
  }
}
