package dev.baton.cli.run;

import dev.baton.BackendException;
import dev.baton.Lease;
import dev.baton.LossReason;
import dev.baton.ReleaseOutcome;
import dev.baton.cli.base.ExitCode;
import dev.baton.cli.base.Seconds;
import dev.baton.cli.base.Signals;
import dev.baton.cli.base.Words;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Runs a command under a lease, and sees to it that the command does not outlive the lease. */
public final class Guard {
  private final Lease lease;
  private final Duration full;
  private final Duration grace;
  private final Consumer<String> say;

  /**
   * Guards a lease.
   *
   * @param lease the held lock
   * @param full its duration after each renewal
   * @param grace how long a command has between TERM and KILL
   * @param say tells the user what went wrong
   */
  public Guard(Lease lease, Duration full, Duration grace, Consumer<String> say) {
    this.lease = lease;
    this.full = full;
    this.grace = grace;
    this.say = say;
  }

  /** Runs a command, releases the lock, and tells the exit code of it all. */
  public int run(List<String> command) {
    if (lease.remaining().compareTo(full.dividedBy(2)) < 0) {
      lease.renew(full); // a lock that was handed over begins with a short lease
    }
    Child child = Child.start(command, variables());
    try (Signals.Diversion diversion = Signals.divert(child::forward)) {
      Optional<String> loss = watch(child);
      if (loss.isPresent()) {
        say.accept("lost the lock " + name() + ": " + loss.get() + "; ending the command");
        child.stop(lease.isHeld() ? shorter(grace, lease.remaining()) : grace);
        return ExitCode.LOCK_LOST;
      }
      child.sweep(grace);
    } catch (RuntimeException | Error e) {
      child.stop(grace);
      throw e;
    }
    return release(child.exitCode());
  }

  private Map<String, String> variables() {
    return Map.of(
        "BATON_KEY", lease.lockName(),
        "BATON_TOKEN", lease.ownerToken(),
        "BATON_FENCE", Long.toString(lease.fencingToken()));
  }

  /** Waits for the end of the command; if the lease ends first, or is about to, says why. */
  private Optional<String> watch(Child child) {
    CompletableFuture<LossReason> lost = new CompletableFuture<>();
    lease.onLost(lost::complete);
    CompletableFuture<Object> event = CompletableFuture.anyOf(child.ended(), lost);
    Duration margin = shorter(grace, full.dividedBy(6));
    while (true) {
      Duration left = lease.remaining().minus(margin);
      try {
        event.get(Math.max(0, left.toNanos()), TimeUnit.NANOSECONDS);
        return lost.isDone() ? Optional.of(lost.join().explanation()) : Optional.empty();
      } catch (TimeoutException e) {
        if (lease.remaining().compareTo(margin) <= 0) {
          return Optional.of("Redis confirmed no renewal, and the lease is about to end");
        }
      } catch (InterruptedException e) {
        child.stop(grace); // by a program that has this one inside it: signals do not interrupt
      } catch (ExecutionException e) {
        throw new IllegalStateException("lost sight of the command", e);
      }
    }
  }

  private int release(int code) {
    try {
      if (lease.release() == ReleaseOutcome.RELEASED) {
        return code;
      }
      say.accept("lost the lock " + name() + " before the command had ended with code " + code);
      return ExitCode.LOCK_LOST;
    } catch (BackendException e) {
      say.accept(
          "the command has ended, but Redis did not confirm the release of "
              + name()
              + ": "
              + e.getMessage()
              + "\nthe lock frees itself within "
              + Seconds.text(full));
      return code;
    }
  }

  private String name() {
    return Words.quoted(lease.lockName());
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
