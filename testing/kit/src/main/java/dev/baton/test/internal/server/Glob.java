package dev.baton.test.internal.server;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A pattern as {@code SCAN} has it: {@code *} any text, {@code ?} one byte, {@code [a-c]} or {@code
 * [^a]} one of them or none, {@code \} before what is meant as it is.
 */
final class Glob {
  private static final Pattern PART =
      Pattern.compile("\\*|\\?|\\\\(.)|\\[(\\^?)((?:\\\\.|[^]])*)]|(.)", Pattern.DOTALL);

  private final Pattern pattern;

  Glob(String text) {
    StringBuilder regex = new StringBuilder();
    Matcher part = PART.matcher(text);
    while (part.find()) {
      regex.append(translated(part));
    }
    this.pattern = Pattern.compile(regex.toString(), Pattern.DOTALL);
  }

  private static String translated(Matcher part) {
    if (part.group(3) != null) {
      return "[" + part.group(2) + part.group(3).replaceAll("[\\[&]", "\\\\$0") + "]";
    }
    return switch (part.group()) {
      case "*" -> ".*";
      case "?" -> ".";
      default -> Pattern.quote(part.group(1) == null ? part.group(4) : part.group(1));
    };
  }

  boolean matches(String text) {
    return pattern.matcher(text).matches();
  }
}
