package dev.baton.spec;

import static dev.baton.spec.ScriptServer.number;
import static dev.baton.spec.ScriptServer.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import dev.baton.internal.script.AcquireReply;
import dev.baton.internal.script.Calls;
import dev.baton.internal.script.InboxNames;
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
  /** Processes that want the lock alone; each has fences set aside. */
  static final Map<String, Request.Kind> ALONE =
      new TreeMap<>(
          Map.of("p1", Request.Kind.FENCED, "p2", Request.Kind.FENCED, "p3", Request.Kind.FENCED));

  /** The same, but the third has tokens of the caller's. */
  static final Map<String, Request.Kind> ALONE_OR_BARE =
      new TreeMap<>(
          Map.of(
              "p1", Request.Kind.FENCED, "p2", Request.Kind.FENCED, "p3", Request.Kind.VERBATIM));

  /** Two that want the lock alone, three readers, and three that want permits. */
  static final Map<String, Request.Kind> SHARING =
      new TreeMap<>(
          Map.of(
              "p1", Request.Kind.FENCED,
              "p2", Request.Kind.FENCED,
              "reader1", Request.Kind.share(1, 0, false),
              "reader2", Request.Kind.share(1, 0, false),
              "strict", Request.Kind.share(1, 0, true),
              "small1", Request.Kind.share(1, 2, false),
              "small2", Request.Kind.share(1, 2, false),
              "large", Request.Kind.share(2, 2, false)));

  private static final LockKeys KEYS = LockKeys.of("lock");
  private static final Pattern RECORD = Pattern.compile("(\\d+) (\\d+) \\d+ (\\S+) [^;]*;.*");
  private static final byte[] GET = "GET".getBytes(UTF_8);
  private static final byte[] DEL = "DEL".getBytes(UTF_8);

  /** So long that neither ends meanwhile, and each is known by what is left of it. */
  private static final Term TERM = new Term(10_000_000, 5_000_000);

  /** Whoever is first in the queue of a lock that is shared falls silent only if it is told to. */
  private static final long LONG = 3_600_000;

  private final ScriptServer server;
  private final Map<String, Request.Kind> kinds;
  private final long span;

  /** Fences are told from here on: the model checker counts in 32 bits. */
  private final long base;

  private final Map<String, Calls> calls = new TreeMap<>();
  private final List<String> steps = new ArrayList<>();

  Recording(ScriptServer server, Map<String, Request.Kind> kinds, long span) {
    this.server = server;
    this.kinds = kinds;
    this.span = span;
    this.base = server.micros() - 10;
    kinds.forEach(
        (process, kind) -> {
          Calls exclusive =
              new Calls(ServerFeatures.LEAST, InboxNames.common(process), Duration.ofDays(1));
          calls.put(process, isShare(kind) ? exclusive.sharing() : exclusive);
        });
  }

  /** Who wants a share of the lock. */
  boolean shares(String process) {
    return isShare(kinds.get(process));
  }

  private static boolean isShare(Request.Kind kind) {
    return kind.toString().contains("/");
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
    server.run(callsFor(value).release(KEYS, value.getBytes(UTF_8), used, used > 0));
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
        server.run(callsFor(value).renew(KEYS, value.getBytes(UTF_8), TERM.leaseMillis()));
    String word = reply == RenewReply.RENEWED ? "renewed" : "lost";
    script("renew", process, 0, value, 0, from, word, 0);
  }

  /** What a value is given back and renewed with does not depend on who does it. */
  private Calls callsFor(String value) {
    return calls.get(value.split("\\.")[0]);
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

  /** The lease of one who shares the lock is over, and the lock's is not. */
  void runsOut(String value) {
    setScore(millis() - LONG, value);
    steps.add("[op |-> \"runs out\", request |-> %s]".formatted(request(requestOf(value))));
  }

  /** The first in the queue was not heard of for too long. Nothing happens if it is not awaited. */
  void fallsSilent() {
    members().keySet().stream()
        .filter(member -> member.startsWith("?"))
        .findAny()
        .ifPresent(
            mark -> {
              setScore(-(millis() - LONG), mark);
              steps.add("[op |-> \"falls silent\"]");
            });
  }

  private void setScore(long score, String member) {
    server.send(
        "ZADD".getBytes(UTF_8),
        KEYS.lock(),
        "XX".getBytes(UTF_8),
        Long.toString(score).getBytes(UTF_8),
        member.getBytes(UTF_8));
  }

  /** A value that the lock does not have. */
  String valueOfLongAgo() {
    return "p1.9#" + (base + 1);
  }

  /** The values that the lock has: more than one if it is shared, none if nobody has it. */
  List<String> values() {
    if (isShared()) {
      return members().keySet().stream().filter(member -> member.contains("*")).toList();
    }
    Object value = server.send(GET, KEYS.lock());
    return value == null ? List.of() : List.of(text(value));
  }

  private boolean isShared() {
    return text(server.send("TYPE".getBytes(UTF_8), KEYS.lock())).equals("zset");
  }

  /** What is in the key of a lock that is shared. */
  private Map<String, Long> members() {
    Map<String, Long> members = new TreeMap<>();
    if (isShared()) {
      List<?> raw =
          (List<?>)
              server.send(
                  "ZRANGE".getBytes(UTF_8),
                  KEYS.lock(),
                  "0".getBytes(UTF_8),
                  "-1".getBytes(UTF_8),
                  "WITHSCORES".getBytes(UTF_8));
      for (int i = 0; i < raw.size(); i += 2) {
        members.put(text(raw.get(i)), number(raw.get(i + 1)));
      }
    }
    return members;
  }

  private long millis() {
    return server.micros() / 1000;
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
                isShared() ? sharedKey() : key(),
                queue(),
                record(),
                pushes));
  }

  private String key() {
    List<String> values = values();
    String value = values.isEmpty() ? "" : values.get(0);
    return "[value |-> %s, ttl |-> %d]".formatted(valueOfModel(value), ticks(timeToLive()));
  }

  private String sharedKey() {
    Map<String, Long> members = members();
    long now = millis();
    String ends =
        members.keySet().stream()
            .filter(member -> member.contains("*"))
            .map(v -> request(requestOf(v)) + " :> " + ticks(members.get(v) - now))
            .collect(joining(" @@ "));
    List<String> marks =
        members.keySet().stream().filter(member -> member.startsWith("?")).toList();
    String heard =
        marks.stream()
            .map(mark -> heard(mark.substring(1), -members.get(mark)))
            .collect(joining(", "));
    for (String mark : marks) {
      if (-members.get(mark) > now - LONG / 2) {
        setScore(-(now + LONG), mark);
      }
    }
    return ("[value |-> Shared, ttl |-> %d, sum |-> %d, ends |-> %s, fence |-> %d, permit |-> %d,"
            + " heard |-> %s]")
        .formatted(
            ticks(timeToLive()),
            members.get("#"),
            ends.isEmpty() ? "<<>>" : ends,
            sinceBase(members.getOrDefault("@", 0L)),
            sinceBase(members.getOrDefault("%", 0L)),
            heard.isEmpty() ? "Unheard" : heard);
  }

  private String heard(String id, long since) {
    int age = since > millis() - LONG / 2 ? 0 : 1;
    return "[request |-> %s, age |-> %d]".formatted(request(id), age);
  }

  private long timeToLive() {
    return number(server.send("PTTL".getBytes(UTF_8), KEYS.lock()));
  }

  private static int ticks(long left) {
    return left <= 0 ? 0 : left > (TERM.leaseMillis() + TERM.claimMillis()) / 2 ? 2 : 1;
  }

  private static String requestOf(String value) {
    return value.split("[#*]")[0];
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
    return "<<" + request(requestOf(value)) + ", " + fence + ">>";
  }

  private long sinceBase(long micros) {
    return micros == 0 ? 0 : micros - base;
  }

  private Request request(String process, int number) {
    String id = process + "." + number;
    Request.Kind kind = kinds.get(process);
    byte[] name = kind.isVerbatim() ? id.getBytes(UTF_8) : new byte[0];
    return new Request(id, kind, name, shares(process) ? 1 : span);
  }

  private static String request(String id) {
    return "<<\"" + id.replace(".", "\", ") + ">>";
  }

  private static byte[] inbox(String process) {
    return InboxNames.common(process).of(LockKeys.of("any"));
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
