package dev.baton.testing.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** An entry as a line of text: its kind and its fields, with one blank between them. */
final class Line {
  private Line() {}

  static String of(Entry entry) {
    if (entry instanceof Operation o) {
      return words(
          "operation",
          escape(o.lock()),
          escape(o.client()),
          o.wantedAt(),
          o.deadlineAt(),
          o.answeredAt(),
          o.outcome(),
          o.fence(),
          o.believedFrom(),
          o.believedUntil(),
          o.ending(),
          o.primary(),
          o.mode());
    }
    if (entry instanceof QueueSeen seen) {
      String order = seen.order().stream().map(Line::escape).collect(Collectors.joining(","));
      return words("queue", seen.at(), escape(seen.lock()), order);
    }
    if (entry instanceof Work work) {
      return words("work", escape(work.lock()), work.term(), work.dueAt(), work.endedAt());
    }
    Fault fault = (Fault) entry;
    return words("fault", escape(fault.kind()), fault.from(), fault.until());
  }

  static Entry parse(String line) {
    String[] word = line.split(" ", -1);
    return switch (word[0]) {
      case "operation" ->
          new Operation(
              unescape(word[1]),
              unescape(word[2]),
              Long.parseLong(word[3]),
              Long.parseLong(word[4]),
              Long.parseLong(word[5]),
              Outcome.valueOf(word[6]),
              Long.parseLong(word[7]),
              Long.parseLong(word[8]),
              Long.parseLong(word[9]),
              Ending.valueOf(word[10]),
              Integer.parseInt(word[11]),
              Mode.parse(word[12]));
      case "queue" -> new QueueSeen(Long.parseLong(word[1]), unescape(word[2]), order(word[3]));
      case "fault" ->
          new Fault(unescape(word[1]), Long.parseLong(word[2]), Long.parseLong(word[3]));
      case "work" ->
          new Work(
              unescape(word[1]),
              Long.parseLong(word[2]),
              Long.parseLong(word[3]),
              Long.parseLong(word[4]));
      default -> throw new IllegalArgumentException("not a line of a history: " + line);
    };
  }

  private static List<String> order(String word) {
    return word.isEmpty()
        ? List.of()
        : Arrays.stream(word.split(",", -1)).map(Line::unescape).toList();
  }

  private static String words(Object... fields) {
    return Arrays.stream(fields).map(String::valueOf).collect(Collectors.joining(" "));
  }

  /** Without blanks, commas and line ends, and in ASCII. */
  private static String escape(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  private static String unescape(String word) {
    return URLDecoder.decode(word, UTF_8);
  }
}
