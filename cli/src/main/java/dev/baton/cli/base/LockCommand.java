package dev.baton.cli.base;

import dev.baton.DistributedLock;
import dev.baton.LockClient;
import dev.baton.LockOptions;
import picocli.CommandLine.Parameters;

/** A command about one lock, on the server that the user means. */
public abstract class LockCommand extends Subcommand {

  @Parameters(
      index = "0",
      paramLabel = "KEY",
      description = "The lock's name, and its key in Redis.")
  String key = "";

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
}
