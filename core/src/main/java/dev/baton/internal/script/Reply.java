package dev.baton.internal.script;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A script's raw reply: a word, then its fields. Reads them as what they must be. */
final class Reply {
  private final Script script;
  private final List<?> fields;

  Reply(Script script, @Nullable Object raw) {
    this.script = script;
    if (!(raw instanceof List<?> list) || list.isEmpty()) {
      throw unexpected(raw);
    }
    this.fields = list;
  }

  String word() {
    return text(0);
  }

  String text(int index) {
    return new String(bytes(field(index)), UTF_8);
  }

  long number(int index) {
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

  private @Nullable Object field(int index) {
    if (index >= fields.size()) {
      throw unexpected(fields.size() + " fields");
    }
    return fields.get(index);
  }

  IllegalStateException unknownWord() {
    return unexpected(word());
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
