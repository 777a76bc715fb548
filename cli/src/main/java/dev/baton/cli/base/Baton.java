package dev.baton.cli.base;

import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The command itself: its options go before or after the name of a subcommand. See {@code Commands}
 * for those.
 */
@Command(
    name = "baton",
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class,
    scope = ScopeType.INHERIT,
    sortOptions = false,
    customSynopsis = "baton [--url URL] [--prefix PREFIX] [--json] COMMAND [ARGUMENT...]",
    description = {
      "",
      "Locks on Redis and Valkey: waiters queue in the server and get the lock in their order, it is"
          + " renewed while it is held, and each holder has a fencing token.",
      ""
    },
    footer = {
      "",
      "Environment:",
      "  REDIS_URL     where Redis is, unless --url says so; other users of this machine",
      "                cannot see a password in it, but one in --url they can;",
      "                BATON_URL goes before it",
      "  BATON_PREFIX  what all keys begin with, unless --prefix says so",
      "  BATON_CONFIG  the file of settings, unless it is ~/.config/baton/config",
      "  NO_COLOR      no colours, also on a terminal",
      "  BATON_DEBUG   if not empty, errors come with their stack trace",
      "",
      "TIME is a number of seconds, such as 2.5, or has a unit: 500ms, 2s, 5m, 1h, 1d.",
      "",
      "Exit codes: 64 usage, 65 wrong type of data, 69 Redis out of reach, 75 lock lost;",
      "see 'baton COMMAND --help' for the others and for examples."
    })
public final class Baton implements Callable<Integer> {

  @Option(
      names = "--url",
      paramLabel = "URL",
      scope = ScopeType.INHERIT,
      description =
          "Where Redis is, as redis://USER:PASSWORD@HOST:PORT/DB. Default: $REDIS_URL, else this"
              + " machine, port 6379.")
  public @Nullable String url;

  @Option(
      names = "--prefix",
      paramLabel = "PREFIX",
      scope = ScopeType.INHERIT,
      description =
          "Put PREFIX, such as team1:, in front of all keys and channels; no name that is printed"
              + " has it. All who share a lock need the same. Default: $BATON_PREFIX, else what the"
              + " URL says, else nothing.")
  public @Nullable String prefix;

  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      description = "Print JSON instead of text, one object a line.")
  public boolean json;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  public CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.USAGE;
  }

  /** The server that the user means. */
  public Target target() {
    Map<String, String> environment = System.getenv();
    return Target.of(url, Settings.url(environment), prefix, Settings.prefix(environment));
  }
}
