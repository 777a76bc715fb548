package dev.baton.cli.base;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.RunLast;

/**
 * Options that come from the user's file where the command line does not have them: {@code url} is
 * {@code --url}, {@code run.lease} is {@code --lease} of {@code run}. An address or a prefix in the
 * environment goes before one in the file.
 */
public final class Settings implements IDefaultValueProvider {
  private static final String URL = "url";
  private static final String PREFIX = "prefix";

  /** Names of settings that options do not have. */
  private static final Map<String, String> ALSO = Map.of("--kill-after", "grace");

  private final SettingsFile file;

  /** What the environment has. */
  private final Set<String> given;

  private Settings(SettingsFile file, Set<String> given) {
    this.file = file;
    this.given = given;
  }

  /** The address that the environment has, empty if none. */
  public static String url(Map<String, String> environment) {
    return first(environment, "BATON_URL", "REDIS_URL");
  }

  /** The prefix that the environment has, empty if none. */
  public static String prefix(Map<String, String> environment) {
    return first(environment, "BATON_PREFIX");
  }

  private static String first(Map<String, String> environment, String... names) {
    return Stream.of(names)
        .map(name -> environment.getOrDefault(name, ""))
        .filter(value -> !value.isBlank())
        .findFirst()
        .orElse("");
  }

  /**
   * Has a command line take its defaults from the user's file, if there is one.
   *
   * @param line with all the subcommands, or with the one that is meant
   * @param commands the names of all subcommands
   * @param err where a warning goes
   * @throws Failure if the file cannot be read, or sets what there is not
   */
  public static void apply(
      CommandLine line, Set<String> commands, Map<String, String> environment, PrintWriter err) {
    Optional<SettingsFile> found = SettingsFile.find(environment);
    if (found.isEmpty()) {
      return;
    }
    Set<String> given = new HashSet<>();
    if (!url(environment).isEmpty()) {
      given.add(URL);
    }
    if (!prefix(environment).isEmpty()) {
      given.add(PREFIX);
    }
    Settings settings = new Settings(found.get(), given);
    settings.check(line, commands);
    line.setDefaultValueProvider(settings);
    line.setExecutionStrategy(
        result -> {
          settings.raiseFlags(line);
          return new RunLast().execute(result);
        });
    CommandLine.IParameterExceptionHandler complain = line.getParameterExceptionHandler();
    line.setParameterExceptionHandler(
        (e, args) -> complain.handleParseException(settings.located(e, List.of(args)), args));
    found.get().warning().ifPresent(text -> Errors.say(err, text));
  }

  private void check(CommandLine line, Set<String> commands) {
    for (String key : file.values().keySet()) {
      int dot = key.indexOf('.');
      CommandLine meant = dot < 0 ? line : line.getSubcommands().get(key.substring(0, dot));
      if (meant == null && commands.contains(key.substring(0, Math.max(dot, 0)))) {
        continue; // of another command, which will look at it
      }
      if (meant == null || option(meant, key.substring(dot + 1)).isEmpty()) {
        throw new Failure(
            ExitCode.USAGE,
            file.place(key)
                + ": there is no setting '"
                + key
                + "'; options are set as in 'json = true' and 'run.lease = 60'");
      }
      if (option(meant, key.substring(dot + 1)).map(Settings::isFlag).orElse(false)
          && !List.of("true", "false").contains(value(key))) {
        throw new Failure(ExitCode.USAGE, file.place(key) + ": " + key + " is true or false");
      }
    }
  }

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option) || isFlag(option)) {
      return null;
    }
    return key(option).filter(key -> !given.contains(key)).map(this::value).orElse(null);
  }

  /**
   * Sets what is true in the file. A default would not do: picocli takes a flag that is typed for
   * the opposite of its default.
   */
  private void raiseFlags(CommandLine line) {
    Stream.concat(Stream.of(line), line.getSubcommands().values().stream())
        .flatMap(command -> command.getCommandSpec().options().stream())
        .filter(option -> isFlag(option) && !option.inherited())
        .filter(option -> key(option).map(this::value).orElse("").equals("true"))
        .forEach(option -> option.setValue(true));
  }

  /** Names the file where it is a value in it that cannot be read. */
  private ParameterException located(ParameterException e, List<String> args) {
    if (e.getArgSpec() instanceof OptionSpec option
        && Arrays.stream(option.names())
            .noneMatch(name -> args.stream().anyMatch(arg -> arg.startsWith(name)))) {
      Optional<String> key = key(option);
      if (key.isPresent()) {
        return new ParameterException(
            e.getCommandLine(), file.place(key.get()) + ": " + e.getMessage(), e, option, "");
      }
    }
    return e;
  }

  /** The setting that the file has for an option. */
  private Optional<String> key(OptionSpec option) {
    CommandSpec command = option.command();
    String prefix =
        command == null || option.inherited() || command.parent() == null
            ? ""
            : command.name() + ".";
    return names(option).map(name -> prefix + name).filter(file.values()::containsKey).findFirst();
  }

  private String value(String key) {
    return file.values().getOrDefault(key, "");
  }

  private static Optional<OptionSpec> option(CommandLine command, String name) {
    return command.getCommandSpec().options().stream()
        .filter(option -> option.group() == null && !option.usageHelp() && !option.versionHelp())
        .filter(option -> command.getParent() == null || !option.inherited())
        .filter(option -> names(option).anyMatch(name::equals))
        .findFirst();
  }

  private static Stream<String> names(OptionSpec option) {
    List<String> names = List.of(option.names());
    return Stream.concat(
        names.stream().filter(name -> name.startsWith("--")).map(name -> name.substring(2)),
        names.stream().flatMap(name -> Stream.ofNullable(ALSO.get(name))));
  }

  private static boolean isFlag(OptionSpec option) {
    return option.arity().max() == 0;
  }
}
