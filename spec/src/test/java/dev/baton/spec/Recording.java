package dev.baton.spec;

import static dev.baton.spec.ScriptServer.number;
import static dev.baton.spec.ScriptServer.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import dev.baton.internal.script.AcquireReply;
import dev.baton.internal.script.Calls;
import dev.baton.internal.script.Inboxes;
import dev.baton.internal.script.LockKeys;
import dev.baton.internal.script.RejoinReply;
import dev.baton.internal.script.RenewReply;
import dev.baton.internal.script.Request;
import dev.baton.internal.script.ServerFeatures;
import dev.baton.internal.script.Term;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What scripts do to one lock of a real server, written down in the words of the model: each
 * command with its reply and the keys after it.
 */
final class Recording {
  static final List<String> PROCESSES = List.of("p1", "p2", "p3");

  /** The process whose tokens are the caller's, if fences are not set aside for many. */
  private static final String CALLER = "p3";

  private static final LockKeys KEYS = LockKeys.of("lock");
  private static final Pattern RECORD = Pattern.compile("(\\d+) (\\d+) \\d+ (\\S+) [^;]*;.*");
  private static final byte[] GET = "GET".getBytes(UTF_8);
  private static final byte[] DEL = "DEL".getBytes(UTF_8);

  /** So long that neither ends meanwhile, and each is known by what is left of it. */
  private static final Term TERM = new Term(10_000_000, 5_000_000);

  private final ScriptServer server;
  private final long span;

  /** Fences are told from here on: the model checker counts in 32 bits. */
  private final long base;

  private final Map<String, Calls> calls = new TreeMap<>();
  private final List<String> steps = new ArrayList<>();

  Recording(ScriptServer server, long span) {
    this.server = server;
    this.span = span;
    this.base = server.micros() - 10;
    for (String process : PROCESSES) {
      calls.put(
          process, new Calls(ServerFeatures.LEAST, Inboxes.common(process), Duration.ofDays(1)));
    }
  }

  /** Those whose tokens are the caller's, as the model has them. */
  static String callers(long span) {
    return span == 1 ? "\"" + CALLER + "\"" : "";
  }

  /** The steps so far, each a record of TLA+. */
  List<String> steps() {
    return steps;
  }

  void acquire(String process, int number) {
    Request request = request(process, number);
    long from = server.micros();
    AcquireReply reply = server.run(calls.get(process).acquire(KEYS, request, TERM, true));
    script("acquire", process, number, "", 0, from, word(reply), fence(reply));
  }

  void rejoin(String process, int number, String value, long used) {
    Request request = request(process, number);
    long from = server.micros();
    RejoinReply reply =
        server.run(calls.get(process).rejoin(KEYS, value.getBytes(UTF_8), used, request, TERM));
    script("rejoin", process, number, value, used, from, word(reply), fence(reply));
  }

  void release(String process, String value, long used) {
    long from = server.micros();
    server.run(calls.get(process).release(KEYS, value.getBytes(UTF_8), used, used > 0));
    script("release", process, 0, value, used, from, "done", 0);
  }

  void cancel(String process, int number) {
    long from = server.micros();
    server.run(calls.get(process).cancel(KEYS, request(process, number), TERM));
    script("cancel", process, number, "", 0, from, "done", 0);
  }

  void renew(String process, String value) {
    long from = server.micros();
    RenewReply reply =
        server.run(calls.get(process).renew(KEYS, value.getBytes(UTF_8), TERM.leaseMillis()));
    String word = reply == RenewReply.RENEWED ? "renewed" : "lost";
    script("renew", process, 0, value, 0, from, word, 0);
  }

  void hears(String process, boolean open) {
    server.hears(inbox(process), open);
    steps.add(
        "[op |-> \"hears\", process |-> \"%s\", is |-> %s]"
            .formatted(process, open ? "TRUE" : "FALSE"));
  }

  void expires() {
    server.send(DEL, KEYS.lock());
    steps.add("[op |-> \"expires\"]");
  }

  void forgets() {
    server.send(DEL, KEYS.queue(), KEYS.fence());
    steps.add("[op |-> \"forgets\"]");
  }

  /** A value that the lock does not have. */
  String valueOfLongAgo() {
    return "p1.9#" + (base + 1);
  }

  /** The lock's value, empty if nobody has it. */
  String value() {
    Object value = server.send(GET, KEYS.lock());
    return value == null ? "" : text(value);
  }

  private void script(
      String op,
      String process,
      int number,
      String value,
      long used,
      long from,
      String word,
      long fence) {
    String pushes =
        server.grants().stream()
            .map(push -> "<<" + request(push.request()) + ", " + sinceBase(push.fence()) + ">>")
            .collect(joining(", ", "{", "}"));
    steps.add(
        ("[op |-> \"%s\", request |-> <<\"%s\", %d>>, value |-> %s, used |-> %d, from |-> %d,"
                + " until |-> %d, word |-> \"%s\", fence |-> %d, key |-> %s, queue |-> %s,"
                + " record |-> %s, pushes |-> %s]")
            .formatted(
                op,
                process,
                number,
                valueOfModel(value),
                sinceBase(used),
                sinceBase(from),
                sinceBase(server.micros()),
                word,
                sinceBase(fence),
                key(),
                queue(),
                record(),
                pushes));
  }

  private String key() {
    String value = value();
    long left = number(server.send("PTTL".getBytes(UTF_8), KEYS.lock()));
    int ticks = value.isEmpty() ? 0 : left > (TERM.leaseMillis() + TERM.claimMillis()) / 2 ? 2 : 1;
    return "[value |-> %s, ttl |-> %d]".formatted(valueOfModel(value), ticks);
  }

  private String queue() {
    List<?> members =
        (List<?>)
            server.send(
                "ZRANGE".getBytes(UTF_8), KEYS.queue(), "0".getBytes(UTF_8), "-1".getBytes(UTF_8));
    return members.stream()
        .map(member -> request(text(member).split(" ")[1]))
        .collect(joining(", ", "<<", ">>"));
  }

  private String record() {
    Object record = server.send(GET, KEYS.fence());
    if (record == null) {
      return "NoRecord";
    }
    Matcher words = RECORD.matcher(text(record));
    if (!words.matches()) {
      throw new IllegalStateException("a record reads " + text(record));
    }
    return "[fence |-> %d, last |-> %d, request |-> %s]"
        .formatted(
            sinceBase(Long.parseLong(words.group(1))),
            sinceBase(Long.parseLong(words.group(2))),
            words.group(3).equals("-") ? "NoRequest" : request(words.group(3)));
  }

  private String valueOfModel(String value) {
    if (value.isEmpty()) {
      return "<<>>";
    }
    String[] parts = value.split("#");
    long fence = parts.length == 1 ? 0 : sinceBase(Long.parseLong(parts[1]));
    return "<<" + request(parts[0]) + ", " + fence + ">>";
  }

  private long sinceBase(long micros) {
    return micros == 0 ? 0 : micros - base;
  }

  private Request request(String process, int number) {
    String id = process + "." + number;
    boolean bare = callers(span).contains(process);
    Request.Kind kind = bare ? Request.Kind.VERBATIM : Request.Kind.FENCED;
    return new Request(id, kind, id.getBytes(UTF_8), span);
  }

  private static String request(String id) {
    return "<<\"" + id.replace(".", "\", ") + ">>";
  }

  private static byte[] inbox(String process) {
    return Inboxes.common(process).of(LockKeys.of("any"));
  }

  private static String word(Object reply) {
    if (reply instanceof AcquireReply.Granted) {
      return "granted";
    }
    return reply instanceof AcquireReply.Queued ? "queued" : "lost";
  }

  private static long fence(Object reply) {
    return reply instanceof AcquireReply.Granted granted ? granted.fence() : 0;
  }
}
