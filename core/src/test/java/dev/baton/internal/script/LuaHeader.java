package dev.baton.internal.script;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Compares what the header of a script says with what its body does. */
final class LuaHeader {
  private static final Pattern PARAMETER =
      Pattern.compile("-- ((?:KEYS|ARGV)\\[\\d+]) +(\\S+) +– \\S.*");
  private static final Pattern REPLY = Pattern.compile("-- Reply ([A-Z_]+)((?: \\w+…?)*) +– \\S.*");
  private static final Pattern USE = Pattern.compile("\\b(KEYS|ARGV)\\b(\\[\\d+])?");
  private static final Pattern RETURN = Pattern.compile("return\\s*\\{\\s*['\"]([A-Z_]+)['\"]");

  /** A reply of one line: a text, or a format, that begins with the word. */
  private static final Pattern RETURN_LINE =
      Pattern.compile("return (?:string\\.format\\()?'([A-Z_]+)\\b.*");

  private LuaHeader() {}

  /**
   * The names that a header gives the arguments, in their order.
   *
   * @param source the script, not expanded
   */
  static List<String> arguments(String source) {
    return source
        .lines()
        .takeWhile(line -> line.startsWith("--"))
        .map(PARAMETER::matcher)
        .filter(Matcher::matches)
        .filter(parameter -> parameter.group(1).startsWith("ARGV"))
        .map(parameter -> parameter.group(2))
        .toList();
  }

  /**
   * Where the two disagree.
   *
   * @param source the script, not expanded
   * @param fragment the text of an included file, by its name
   */
  static List<String> faults(String source, UnaryOperator<String> fragment) {
    List<String> lines = source.lines().toList();
    List<String> header = lines.stream().takeWhile(line -> line.startsWith("--")).toList();
    List<String> faults = new ArrayList<>();
    if (header.isEmpty() || !header.get(0).startsWith("-- ")) {
      faults.add("no header: the first line says what the script does");
    }

    SortedSet<String> parameters = new TreeSet<>();
    SortedMap<String, Set<String>> replies = new TreeMap<>();
    for (String line : header) {
      Matcher parameter = PARAMETER.matcher(line);
      Matcher reply = REPLY.matcher(line);
      if (parameter.matches()) {
        parameters.add(parameter.group(1));
      } else if (reply.matches()) {
        replies
            .computeIfAbsent(reply.group(1), word -> new TreeSet<>())
            .add(fields(reply.group(2)));
      } else if (line.matches("-- *(KEYS|ARGV|Reply)\\b.*")) {
        faults.add("unreadable header line: " + line);
      }
    }

    String body = body(source, fragment);
    compare("parameter", parameters, usedParameters(body, faults), faults);
    compare("reply", withFields(replies), withFields(usedReplies(body)), faults);
    return faults;
  }

  private static void compare(
      String what, Set<String> declared, Set<String> used, List<String> faults) {
    declared.stream()
        .filter(name -> !used.contains(name))
        .forEach(name -> faults.add(what + " in the header, not in the body: " + name));
    used.stream()
        .filter(name -> !declared.contains(name))
        .forEach(name -> faults.add(what + " in the body, not in the header: " + name));
  }

  private static Set<String> withFields(Map<String, Set<String>> replies) {
    Set<String> all = new TreeSet<>();
    replies.forEach((word, counts) -> counts.forEach(count -> all.add(word + " with " + count)));
    return all;
  }

  private static String fields(String names) {
    return names.chars().filter(c -> c == ' ').count() + " fields";
  }

  private static Set<String> usedParameters(String body, List<String> faults) {
    Set<String> used = new TreeSet<>();
    Matcher use = USE.matcher(body);
    while (use.find()) {
      if (use.group(2) == null) {
        faults.add(use.group(1) + " used without a number: the header cannot tell what it is");
      } else {
        used.add(use.group());
      }
    }
    return used;
  }

  private static SortedMap<String, Set<String>> usedReplies(String body) {
    SortedMap<String, Set<String>> used = new TreeMap<>();
    Matcher reply = RETURN.matcher(body);
    while (reply.find()) {
      used.computeIfAbsent(reply.group(1), word -> new TreeSet<>())
          .add(commas(body, reply.end()) + " fields");
    }
    Matcher line = RETURN_LINE.matcher(body);
    while (line.find()) {
      used.computeIfAbsent(line.group(1), word -> new TreeSet<>())
          .add(quotedBlanks(line.group()) + " fields");
    }
    return used;
  }

  /** The blanks inside the quotes of a line of code: there is one before each field. */
  private static int quotedBlanks(String code) {
    int blanks = 0;
    boolean quoted = false;
    for (int i = 0; i < code.length(); i++) {
      char c = code.charAt(i);
      quoted ^= c == '\'';
      blanks += quoted && c == ' ' ? 1 : 0;
    }
    return blanks;
  }

  /** The commas from here to the end of the table, not counting those inside calls and strings. */
  private static int commas(String body, int from) {
    int commas = 0;
    int depth = 0;
    char quote = 0;
    for (int i = from; depth >= 0 && i < body.length(); i++) {
      char c = body.charAt(i);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else if (c == '(' || c == '{' || c == '[') {
        depth++;
      } else if (c == ')' || c == '}' || c == ']') {
        depth--;
      } else if (c == ',' && depth == 0) {
        commas++;
      }
    }
    return commas;
  }

  /** The code, as it is sent, and without comments behind it. */
  private static String body(String source, UnaryOperator<String> fragment) {
    return Script.expand(source, fragment)
        .lines()
        .map(line -> line.replaceFirst("\\s--.*", ""))
        .collect(joining("\n"));
  }
}
