package dev.baton.benchmarks.contestant;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** The script of the floor: deletes a key if it still has the value that one wrote. */
final class DeleteScript {
  /** Its source. */
  static final String SOURCE = read();

  private DeleteScript() {}

  private static String read() {
    try (InputStream in =
        Objects.requireNonNull(DeleteScript.class.getResourceAsStream("compare_and_delete.lua"))) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
