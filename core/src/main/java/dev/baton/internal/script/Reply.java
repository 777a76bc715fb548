package dev.baton.internal.script;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A script's raw reply: a word, then its fields. Reads them as what they must be.
 *
 * <p>Mostly it is one line with blanks between the fields, of which the last can have blanks of its
 * own; an array would cost the server half as much again. A reply with a list in it is an array.
 */
final class Reply {
  private final Script script;
  private final byte[] line;
  private final List<?> array;

  Reply(Script script, @Nullable Object raw) {
    this.script = script;
    if (raw instanceof byte[] bytes && bytes.length > 0) {
      this.line = bytes;
      this.array = List.of();
    } else if (raw instanceof List<?> list && !list.isEmpty()) {
      this.line = new byte[0];
      this.array = list;
    } else {
      throw unexpected(raw);
    }
  }

  String word() {
    if (array.isEmpty()) {
      return new String(line, 0, end(0), ISO_8859_1);
    }
    return text(0);
  }

  /** A text; in a line it is the last field, with all that follows. */
  String text(int index) {
    if (array.isEmpty()) {
      int start = start(index);
      return new String(line, start, line.length - start, UTF_8);
    }
    return new String(bytes(field(index)), UTF_8);
  }

  long number(int index) {
    if (array.isEmpty()) {
      return numberInLine(index);
    }
    Object field = field(index);
    if (field instanceof Long number) {
      return number;
    }
    throw unexpected(field);
  }

  List<String> texts(int index) {
    Object field = field(index);
    if (!(field instanceof List<?> list)) {
      throw unexpected(field);
    }
    List<String> texts = new ArrayList<>(list.size());
    for (Object item : list) {
      texts.add(new String(bytes(item), UTF_8));
    }
    return texts;
  }

  IllegalStateException unknownWord() {
    return unexpected(word());
  }

  private @Nullable Object field(int index) {
    if (index >= array.size()) {
      throw unexpected(array.size() + " fields");
    }
    return array.get(index);
  }

  private long numberInLine(int index) {
    int start = start(index);
    String digits = new String(line, start, end(start) - start, ISO_8859_1);
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException e) {
      throw unexpected(digits);
    }
  }

  /** Where a field of the line begins. */
  private int start(int index) {
    int start = 0;
    for (int i = 0; i < index; i++) {
      start = end(start) + 1;
      if (start > line.length) {
        throw unexpected(new String(line, UTF_8));
      }
    }
    return start;
  }

  /** Where the field that begins there ends. */
  private int end(int start) {
    int end = start;
    while (end < line.length && line[end] != ' ') {
      end++;
    }
    return end;
  }

  private byte[] bytes(@Nullable Object field) {
    if (field instanceof byte[] bytes) {
      return bytes;
    }
    throw unexpected(field);
  }

  private IllegalStateException unexpected(@Nullable Object what) {
    return new IllegalStateException(
        script + " answered with " + what + ", which its header does not state");
  }
}
