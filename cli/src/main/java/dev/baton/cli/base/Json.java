package dev.baton.cli.base;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** One JSON object, on one line. */
public final class Json {
  private final Map<String, String> members = new LinkedHashMap<>();

  /**
   * Adds a member.
   *
   * @param name its name
   * @param value a string, number, boolean, object, list of these, or an optional: empty becomes
   *     null
   * @return this
   */
  public Json with(String name, Object value) {
    members.put(name, render(value));
    return this;
  }

  private static String render(Object value) {
    if (value instanceof Optional<?> optional) {
      return optional.isPresent() ? render(optional.get()) : "null";
    }
    if (value instanceof Json || value instanceof Number || value instanceof Boolean) {
      return value.toString();
    }
    if (value instanceof List<?> list) {
      return list.stream().map(Json::render).collect(Collectors.joining(",", "[", "]"));
    }
    return quoted(value.toString());
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < ' ' || c == '\u007f' || Character.isSurrogate(c)) {
        quoted.append(String.format("\\u%04x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }

  @Override
  public String toString() {
    return members.entrySet().stream()
        .map(member -> quoted(member.getKey()) + ":" + member.getValue())
        .collect(Collectors.joining(",", "{", "}"));
  }
}
