package dev.baton.internal.script;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.spi.Command;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A command that runs a script, as a server in memory sees it: its arguments are known by the names
 * that the script's header gives them, so that nobody counts their places.
 */
public final class ScriptView {
  private static final int NAME = 1;
  private static final int KEY_COUNT = 2;

  private static final Map<String, Script> BY_SHA =
      Arrays.stream(Script.values())
          .collect(Collectors.toMap(each -> text(each.sha()), Function.identity()));
  private static final Map<String, Script> BY_SOURCE =
      Arrays.stream(Script.values())
          .collect(Collectors.toMap(each -> text(each.source()), Function.identity()));
  private static final Map<Script, List<String>> ARGUMENTS =
      Arrays.stream(Script.values())
          .collect(Collectors.toMap(Function.identity(), ScriptView::arguments));

  private ScriptView() {}

  /**
   * Which script a command runs.
   *
   * @param command the command
   * @return empty if it runs none
   */
  public static Optional<Script> script(Command command) {
    if (command.words().length <= KEY_COUNT) {
      return Optional.empty();
    }
    String name = word(command, NAME);
    return switch (word(command, 0)) {
      case "EVALSHA" -> Optional.ofNullable(BY_SHA.get(name));
      case "EVAL" -> Optional.ofNullable(BY_SOURCE.get(name));
      default -> Optional.empty();
    };
  }

  /**
   * An argument of a script.
   *
   * @param command a command that runs one
   * @param name the argument's name, as in the script's header
   * @return the argument
   */
  public static String argument(Command command, String name) {
    Script script =
        script(command).orElseThrow(() -> new IllegalArgumentException("no script: " + command));
    int place = ARGUMENTS.get(script).indexOf(name);
    if (place < 0) {
      throw new IllegalArgumentException(script + " has no argument " + name);
    }
    return word(command, KEY_COUNT + Integer.parseInt(word(command, KEY_COUNT)) + 1 + place);
  }

  private static List<String> arguments(Script script) {
    String file = script.name().toLowerCase(Locale.ROOT) + ".lua";
    try (InputStream in = Script.class.getResourceAsStream(file)) {
      return LuaHeader.arguments(text(in.readAllBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException(file, e);
    }
  }

  private static String word(Command command, int index) {
    return text(command.words()[index]);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, UTF_8);
  }
}
