package dev.baton.cli.base;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The user's file of settings, in the form of Java's properties.
 *
 * @param path where it is
 * @param lines its text
 * @param values what it sets
 */
public record SettingsFile(Path path, List<String> lines, Map<String, String> values) {

  /** A password in an address, as in {@code redis://:PASSWORD@host}. */
  private static final Pattern PASSWORD = Pattern.compile("://[^/@]*:[^@]+@.*");

  /**
   * The file that {@code BATON_CONFIG} names, else {@code baton/config} among the user's settings,
   * if it is there.
   *
   * @throws Failure if it cannot be read
   */
  public static Optional<SettingsFile> find(Map<String, String> environment) {
    String named = environment.getOrDefault("BATON_CONFIG", "");
    if (!named.isEmpty()) {
      return Optional.of(read(Path.of(named)));
    }
    String home = environment.getOrDefault("XDG_CONFIG_HOME", "");
    Path folder =
        home.startsWith("/") // others are to be ignored, says the XDG Base Directory Specification
            ? Path.of(home)
            : Path.of(environment.getOrDefault("HOME", "/"), ".config");
    Path usual = folder.resolve("baton").resolve("config");
    return Files.exists(usual) ? Optional.of(read(usual)) : Optional.empty();
  }

  private static SettingsFile read(Path path) {
    try {
      String text = Files.readString(path);
      Properties properties = new Properties();
      properties.load(new StringReader(text));
      Map<String, String> values = new TreeMap<>();
      properties
          .stringPropertyNames()
          .forEach(name -> values.put(name, properties.getProperty(name).strip()));
      return new SettingsFile(path, text.lines().toList(), values);
    } catch (NoSuchFileException e) {
      throw new Failure(ExitCode.USAGE, path + ": no such file, though BATON_CONFIG names it", e);
    } catch (IOException | IllegalArgumentException e) {
      throw new Failure(ExitCode.USAGE, path + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /** The place of a setting, such as {@code /home/me/.config/baton/config:3}. */
  String place(String key) {
    Pattern setting = Pattern.compile("\\s*" + Pattern.quote(key) + "\\s*([=: \\t].*)?");
    return IntStream.rangeClosed(1, lines.size())
        .filter(i -> setting.matcher(lines.get(i - 1)).matches())
        .mapToObj(line -> path + ":" + line)
        .reduce((first, last) -> last) // as in properties, the last one counts
        .orElse(path.toString());
  }

  /** What to tell the user if others can read a password in the file. */
  Optional<String> warning() {
    if (values.values().stream().noneMatch(value -> PASSWORD.matcher(value).find())) {
      return Optional.empty();
    }
    try {
      Set<PosixFilePermission> allowed = Files.getPosixFilePermissions(path);
      return allowed.contains(PosixFilePermission.GROUP_READ)
              || allowed.contains(PosixFilePermission.OTHERS_READ)
          ? Optional.of("others can read the password in " + path + ": chmod 600 '" + path + "'")
          : Optional.empty();
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.empty(); // such a file system has no permissions of this kind
    }
  }
}
