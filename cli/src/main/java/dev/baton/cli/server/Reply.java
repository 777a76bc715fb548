package dev.baton.cli.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a server answered to one command: a refusal is an answer too. */
public sealed interface Reply {

  /**
   * A value.
   *
   * @param value a {@code Long}, {@code String}, list of these, or null
   */
  record Said(@Nullable Object value) implements Reply {}

  /**
   * An error.
   *
   * @param message the server's, beginning with its code
   */
  record Refused(String message) implements Reply {

    /** The first word, such as {@code NOPERM}. */
    public String code() {
      return message.split(" ", 2)[0];
    }

    public boolean isForWantOfARight() {
      return code().equals("NOPERM");
    }
  }

  /** A reply of the SPI, its strings as text. */
  static Reply of(@Nullable Object raw) {
    return new Said(readable(raw));
  }

  private static @Nullable Object readable(@Nullable Object raw) {
    if (raw instanceof byte[] bytes) {
      return new String(bytes, UTF_8);
    }
    if (raw instanceof List<?> list) {
      List<@Nullable Object> items = new ArrayList<>(list.size());
      list.forEach(item -> items.add(readable(item)));
      return items;
    }
    return raw;
  }

  /** The value as text, if there is one and it is a string or number. */
  default Optional<String> text() {
    return this instanceof Said said && (said.value instanceof String || said.value instanceof Long)
        ? Optional.of(said.value.toString())
        : Optional.empty();
  }

  /** The value's items; none if it is no list. */
  default List<?> items() {
    return this instanceof Said said && said.value instanceof List<?> list ? list : List.of();
  }

  /** What an error says; empty if it is a value. */
  default Optional<Refused> refusal() {
    return this instanceof Refused refused ? Optional.of(refused) : Optional.empty();
  }
}
