package dev.baton.spec;

import static java.util.stream.Collectors.toList;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A configuration of TLC. Its first lines are comments: what it is of, the module, and the property
 * that it is to break, if any.
 *
 * @param file where it stands, from the folder of the spec on
 * @param module the module it is for
 * @param shows the property that must be violated, null if all must hold
 * @param text all of it
 */
record Configuration(Path file, String module, @Nullable String shows, String text) {
  private static final Pattern MODULE =
      Pattern.compile("^\\\\\\* module (\\S+)$", Pattern.MULTILINE);
  private static final Pattern SHOWS = Pattern.compile("^\\\\\\* shows (\\w+)$", Pattern.MULTILINE);

  /** All that stand in a folder of the spec. */
  static List<Configuration> in(String folder) {
    try (Stream<Path> files = Files.list(Path.of(folder))) {
      return files
          .filter(file -> file.toString().endsWith(".cfg"))
          .sorted()
          .map(Configuration::read)
          .collect(toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Configuration read(Path file) {
    try {
      String text = Files.readString(file);
      String module = first(MODULE, text);
      if (module == null) {
        throw new IllegalArgumentException(file + " does not name its module");
      }
      return new Configuration(file, module, first(SHOWS, text), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The properties that it has TLC check, each on its own or in a row. */
  List<String> properties() {
    return text.lines()
        .filter(line -> line.startsWith("INVARIANTS ") || line.startsWith("PROPERTIES "))
        .flatMap(line -> Stream.of(line.split(" ")).skip(1))
        .toList();
  }

  private static @Nullable String first(Pattern pattern, String text) {
    Matcher found = pattern.matcher(text);
    return found.find() ? found.group(1) : null;
  }

  /** As tests name it: the folder and the name. */
  @Override
  public String toString() {
    return file.toString().replace(".cfg", "");
  }
}
