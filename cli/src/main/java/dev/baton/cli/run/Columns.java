package dev.baton.cli.run;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** How wide the terminal is that standard error goes to. */
final class Columns {
  /** Java knows of terminals only whether standard input and output are both one. */
  private static final String ASK = "test -t 2 || exit 1; stty size <&2 || echo 0 0";

  private static final int USUAL = 80;

  private Columns() {}

  /** Empty if standard error is no terminal, or one that cannot erase a line. */
  static OptionalInt ofStandardError() {
    if ("dumb".equals(System.getenv("TERM"))) {
      return OptionalInt.empty();
    }
    try {
      Process shell =
          new ProcessBuilder("/bin/sh", "-c", ASK)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      shell.getOutputStream().close();
      String answer = new String(shell.getInputStream().readAllBytes(), US_ASCII);
      return shell.waitFor() == 0
          ? OptionalInt.of(width(System.getenv("COLUMNS"), answer))
          : OptionalInt.empty();
    } catch (IOException e) {
      return OptionalInt.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return OptionalInt.empty();
    }
  }

  /** By the variable, else by what {@code stty size} says: rows and columns. */
  static int width(@Nullable String variable, String size) {
    int given = number(variable == null ? "" : variable);
    int measured = number(size.substring(size.indexOf(' ') + 1));
    return given > 0 ? given : measured > 0 ? measured : USUAL;
  }

  private static int number(String text) {
    try {
      return Integer.parseInt(text.strip());
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
