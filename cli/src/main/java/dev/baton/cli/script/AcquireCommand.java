package dev.baton.cli.script;

import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LockOptions;
import dev.baton.cli.base.ExitCode;
import dev.baton.cli.base.Failure;
import dev.baton.cli.base.Json;
import dev.baton.cli.base.LockCommand;
import dev.baton.cli.base.Owner;
import dev.baton.cli.base.Seconds;
import dev.baton.cli.base.WaitOptions;
import dev.baton.cli.base.Words;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes a lock and leaves it taken: for scripts that release it later. */
@Command(
    name = "acquire",
    header = "Take a lock and print the token that releases it.",
    customSynopsis = "baton acquire [-n | -w TIME] [--lease TIME] [--name NAME] KEY [TOKEN]",
    description = {
      "",
      "Waits until KEY is free, takes it, prints the token, and ends; the lock stays taken."
          + " 'baton release KEY TOKEN' frees it.",
      "",
      "Without --lease the lock never expires: if nobody releases it, it stays taken for ever."
          + " Where a lock is to guard one command, 'baton run' is the safer choice: it frees the"
          + " lock however the command ends.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the lock is taken; its token is on standard output",
      "1:the lock was busy (-n, -w)",
      "64:usage",
      "65:KEY belongs to data of another type",
      "69:Redis cannot be reached, or refuses"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  token=$(baton acquire -w 10 --lease 60 deploy) || exit",
      "  ./deploy.sh",
      "  baton release deploy \"$token\""
    })
public final class AcquireCommand extends LockCommand {

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "TOKEN",
      description =
          "The value that the key gets, and that releases it. Default: one that is nobody else's,"
              + " with NAME, this host and the process that calls baton.")
  @Nullable String token;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Who takes the lock, for those who look. Default: the user's name.")
  @Nullable String name;

  @ArgGroup(exclusive = true)
  WaitOptions wait = new WaitOptions();

  @Option(
      names = "--lease",
      paramLabel = "TIME",
      converter = Seconds.class,
      description = "The lock frees itself after TIME. Default: never.")
  @Nullable Duration lease;

  @Override
  protected int with(DistributedLock lock) throws InterruptedException {
    Optional<Lease> held = wait.acquire(lock);
    if (held.isEmpty()) {
      say(Words.of(lock.inspect()));
      return ExitCode.CONFLICT;
    }
    hand(held.get());
    return ExitCode.OK;
  }

  @Override
  protected LockOptions options() {
    String owner = token == null ? Owner.newToken(caller()) : token;
    try {
      LockOptions options = LockOptions.defaults().neverExpires().ownerToken(owner);
      return lease == null ? options : options.leaseDuration(lease);
    } catch (IllegalArgumentException e) {
      throw new Failure(ExitCode.USAGE, "TOKEN or --lease: " + e.getMessage(), e);
    }
  }

  /** The process that has the lock: this one is over before that. */
  private Owner.Origin caller() {
    String known = Objects.requireNonNullElse(name, System.getProperty("user.name", ""));
    ProcessHandle here = ProcessHandle.current();
    return Owner.Origin.here(
        Words.applicationName(known).orElse("baton"), here.parent().orElse(here).pid());
  }

  /** Prints the token, without which nobody could release the lock. */
  private void hand(Lease held) {
    PrintWriter out = out();
    out.println(
        json()
            ? new Json()
                .with("lock", held.lockName())
                .with("token", held.ownerToken())
                .with("fencingToken", held.fencingToken())
                .with("expiresInMillis", Optional.ofNullable(lease).map(Duration::toMillis))
            : held.ownerToken());
    if (out.checkError()) {
      held.close();
      throw new Failure(
          ExitCode.INTERNAL, "cannot print the token, so the lock was released: is the disk full?");
    }
  }
}
