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
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs a command under a lease, and sees to it that the command does not outlive the lease. */
final class Guard {
  /** To hear of a loss at once takes a second connection, which is not worth it for less. */
  private static final Duration SHORT = Duration.ofMillis(50);

  private final Lease lease;
  private final HoldOptions options;
  private final Watcher watcher;
  private final Consumer<String> say;
  private final long since = System.nanoTime();

  /**
   * Guards a lease.
   *
   * @param lease the held lock
   * @param options how it is held
   * @param watcher sees to the command if this process is killed
   * @param say tells the user what went wrong
   */
  Guard(Lease lease, HoldOptions options, Watcher watcher, Consumer<String> say) {
    this.lease = lease;
    this.options = options;
    this.watcher = watcher;
    this.say = say;
  }

  /** Runs a command, releases the lock, and tells the exit code of it all. */
  int run(Program program) {
    if (lease.remaining().compareTo(options.lease.dividedBy(2)) < 0) {
      lease.renew(options.lease); // a lock that was handed over begins with a short lease
    }
    Map<String, String> variables =
        Map.of(
            "BATON_KEY", lease.lockName(),
            "BATON_FENCE", Long.toString(lease.fencingToken()),
            "BATON_LEASE", Seconds.plain(options.lease));
    watcher.expect(lease.ownerToken());
    Mark mark = new Mark(lease.ownerToken());
    Child child = Child.start(program, watcher.canMakeHearQuit(), mark, variables);
    try (Signals.Diversion diversion = Signals.divert(child::forward)) {
      watcher.watch(child.pid());
      String loss = watch(child);
      if (loss != null) {
        say.accept("lost the lock " + name() + ": " + loss + "; ending the command");
        child.stop(
            lease.isHeld() ? HoldOptions.shorter(options.grace, lease.remaining()) : options.grace);
        return ExitCode.LOCK_LOST;
      }
      child.sweep(options.grace);
    } catch (RuntimeException | Error e) {
      child.stop(options.grace);
      throw e;
    }
    watcher.dismiss();
    return release(child.exitCode());
  }

  /** Waits for the end of the command; if the lease ends first, or is about to, says why. */
  private @Nullable String watch(Child child) {
    if (child.endsWithin(SHORT)) {
      return null;
    }
    CompletableFuture<LossReason> lost = new CompletableFuture<>();
    lease.onLost(lost::complete);
    CompletableFuture<Object> event = CompletableFuture.anyOf(child.ended(), lost);
    Duration margin = options.margin();
    while (true) {
      Duration left = lease.remaining().minus(margin);
      try {
        event.get(Math.max(0, left.toNanos()), TimeUnit.NANOSECONDS);
        return lost.isDone() ? lost.join().explanation() : null;
      } catch (TimeoutException e) {
        if (lease.remaining().compareTo(margin) <= 0) {
          return whyItEnds(margin);
        }
      } catch (InterruptedException e) {
        child.stop(options.grace); // by a program around this one: signals do not interrupt now
      } catch (ExecutionException e) {
        throw new IllegalStateException("lost sight of the command", e);
      }
    }
  }

  private String whyItEnds(Duration margin) {
    Duration held = Duration.ofNanos(System.nanoTime() - since);
    if (options.maxHold != null
        && held.plus(margin.multipliedBy(2)).compareTo(options.maxHold) >= 0) {
      return "it has been held for almost as long as --max-hold allows";
    }
    return options.noRenew
        ? "its lease is about to end, and is not renewed"
        : "Redis confirmed no renewal, and the lease is about to end";
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
              + Seconds.text(options.lease));
      return code;
    }
  }

  private String name() {
    return Words.quoted(lease.lockName());
  }
}
