package dev.baton.cli.run;

import dev.baton.Leadership;
import dev.baton.LeaseLostException;
import dev.baton.cli.base.Seconds;
import dev.baton.cli.base.Signals;
import dev.baton.cli.base.Words;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/** What a leader does: it runs a command, in each of its terms until one of them ends by itself. */
final class Errand {
  private final Program program;
  private final String name;
  private final Duration lease;
  private final Duration grace;
  private final Consumer<String> say;
  private final Consumer<String> tell;
  private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();

  /**
   * An errand that was not run yet.
   *
   * @param name what is led
   * @param grace how long the command has between TERM and KILL
   * @param say tells the user what went wrong
   * @param tell tells what is going on
   */
  Errand(
      Program program,
      String name,
      Duration lease,
      Duration grace,
      Consumer<String> say,
      Consumer<String> tell) {
    this.program = program;
    this.name = name;
    this.lease = lease;
    this.grace = grace;
    this.say = say;
    this.tell = tell;
  }

  /** Completes when the command has ended by itself, or could not be started. */
  CompletableFuture<Integer> exitCode() {
    return exitCode;
  }

  /** Runs the command to its end, or that of the term. */
  void lead(Leadership term) {
    if (exitCode.isDone()) {
      return;
    }
    tell.accept("leads " + Words.quoted(name) + ", term " + term.term());
    try (Watcher watcher = Watcher.start(grace)) {
      watcher.expect(term.ownerToken());
      run(term, watcher);
    } catch (RuntimeException | Error e) {
      exitCode.completeExceptionally(e);
    }
  }

  private void run(Leadership term, Watcher watcher) {
    Map<String, String> variables =
        Map.of(
            "BATON_KEY", name,
            "BATON_FENCE", Long.toString(term.term()),
            "BATON_LEASE", Seconds.plain(lease));
    Child child =
        Child.start(program, watcher.canMakeHearQuit(), new Mark(term.ownerToken()), variables);
    try (Signals.Diversion diversion = Signals.divert(child::forward)) {
      watcher.watch(child.pid());
      child.ended().get();
      child.sweep(grace);
      watcher.dismiss();
      exitCode.complete(child.exitCode());
    } catch (InterruptedException over) {
      say.accept(
          "does not lead "
              + Words.quoted(name)
              + " any more: "
              + why(term)
              + "; ending the command");
      child.stop(grace);
    } catch (ExecutionException e) {
      child.stop(grace);
      throw new IllegalStateException("lost sight of the command", e);
    }
  }

  private static String why(Leadership term) {
    try {
      term.ensureCurrent();
    } catch (LeaseLostException e) {
      return e.reason().explanation();
    } catch (IllegalStateException e) {
      return "baton ends"; // it was closed
    }
    return "it was interrupted";
  }
}
