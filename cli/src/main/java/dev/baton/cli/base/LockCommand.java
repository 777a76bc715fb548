package dev.baton.cli.base;

import dev.baton.DistributedLock;
import dev.baton.LockClient;
import dev.baton.LockOptions;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** A command about one lock, on the server that the user means. */
public abstract class LockCommand implements Callable<Integer> {

  @Parameters(
      index = "0",
      paramLabel = "KEY",
      description = "The lock's name, and its key in Redis.")
  String key = "";

  @ParentCommand
  @SuppressWarnings("NullAway.Init") // picocli sets it
  Baton baton;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  CommandSpec spec;

  @Override
  public final Integer call() throws InterruptedException {
    check();
    LockOptions options = options();
    try (LockClient client = baton.target().connect("baton")) {
      return with(Target.lock(client, key, options));
    }
  }

  /** Complains of what makes no sense by a {@link Failure}, before anything is asked of Redis. */
  protected void check() {}

  /** How the lock is held, where the command takes it. */
  protected LockOptions options() {
    return LockOptions.defaults();
  }

  /** Does what there is to do; the exit code. */
  protected abstract int with(DistributedLock lock) throws InterruptedException;

  /** Whether to print JSON instead of text. */
  protected final boolean json() {
    return baton.json;
  }

  protected final PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /** Prints a line, or an object as one. */
  protected final void print(Object line) {
    out().println(line);
  }

  /** Tells the user on standard error. */
  protected final void say(String message) {
    Errors.say(spec.commandLine().getErr(), message);
  }
}
