package dev.baton.cli.base;

import java.io.IOException;

/** Where the command's words go: to somebody who looks, or into a file or program. */
public final class Terminal {
  private static final String CLEAR_REST_OF_SCREEN = "\u001b[J";

  private Terminal() {}

  /** Whether standard output is a terminal. */
  public static boolean isOutput() {
    return is(1);
  }

  /** Whether standard input is a terminal. */
  public static boolean isInput() {
    return is(0);
  }

  /** Java knows only of input and output together, and of those falsely from JDK 22 on. */
  private static boolean is(int descriptor) {
    try {
      return new ProcessBuilder("/bin/sh", "-c", "test -t " + descriptor)
              .inheritIO()
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Lines as they are, but for what is beyond the right edge, which would begin another line. */
  public static String clipped(Iterable<String> lines) {
    return "\u001b[?7l" + String.join("\n", lines) + "\n\u001b[?7h";
  }

  /** Moves up so many lines, to the first column, and clears all from there on. */
  public static String backOver(int lines) {
    return "\r" + (lines == 0 ? "" : "\u001b[" + lines + "A") + CLEAR_REST_OF_SCREEN;
  }
}
