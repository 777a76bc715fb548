package dev.baton.internal.quorum;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.internal.script.Calls;
import dev.baton.internal.script.Inboxes;
import dev.baton.internal.script.LockKeys;
import dev.baton.internal.script.Request;
import dev.baton.internal.script.ServerFeatures;
import dev.baton.internal.script.Term;
import dev.baton.spi.Command;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A server of one lock in memory: the scripts' rules, by the test's clock. */
final class Node {
  private static final Map<String, String> OPERATIONS = operations();

  /** How a server fails. */
  enum Fault {
    NONE,
    /** Nothing is answered, and nothing done. */
    SILENT,
    /** All is done, and nothing answered. */
    DEAF,
    /** Connections are refused. */
    DOWN,
    /** Every command is answered with an error. */
    REFUSING
  }

  final SteppedTimer timer;
  final List<String> log = new ArrayList<>();
  Fault fault = Fault.NONE;
  long skewMicros;

  /** Whether a client was closed by the thread that was about to send it something. */
  boolean unsent;

  /** Whether the key is no lock. */
  boolean hash;

  @Nullable String value;
  long last;
  private String request = "";
  private long expires;

  Node(SteppedTimer timer) {
    this.timer = timer;
  }

  private static Map<String, String> operations() {
    Calls calls = new Calls(ServerFeatures.LEAST, Inboxes.common("1"), Duration.ofMinutes(10));
    LockKeys keys = LockKeys.of("a");
    Request request = new Request("1.1", Request.Kind.FENCED, new byte[0], 1);
    Term term = new Term(1, 1);
    byte[] none = {};
    Map<String, String> known = new HashMap<>();
    known.put(word(calls.acquire(keys, request, term, true).command(), 1), "ACQUIRE");
    known.put(word(calls.release(keys, none, 0, false).command(), 1), "RELEASE");
    known.put(word(calls.cancel(keys, request, term).command(), 1), "CANCEL");
    known.put(word(calls.renew(keys, none, 1).command(), 1), "RENEW");
    known.put(word(calls.raise(keys, none, 1, term).command(), 1), "RAISE");
    known.put(word(calls.inspect(keys, 1).command(), 1), "INSPECT");
    return known;
  }

  /** Somebody else has the lock. */
  void holdElsewhere() {
    holdForEver("theirs");
  }

  /** The lock has a value, and no end. */
  void holdForEver(String token) {
    value = token;
    request = "";
    expires = Long.MAX_VALUE;
  }

  /** The lock is free. */
  void free() {
    value = null;
  }

  /** Who has the lock. */
  @Nullable String holder() {
    if (timer.nanoTime() >= expires) {
      value = null;
    }
    return value;
  }

  long micros() {
    return 1_700_000_000_000_000L + timer.nanoTime() / 1_000 + skewMicros;
  }

  Object answer(Command command) {
    return switch (word(command, 0)) {
      case "COMMAND" -> List.of();
      case "EXISTS" -> holder() == null ? 0L : 1L;
      case "SCAN" -> List.of(bytes("0"), holder() == null ? List.of() : List.of(bytes("k")));
      case "GETRANGE" -> bytes(word(command, 1).equals("k") ? text(holder()) : record());
      case "PTTL" -> pttl();
      case "ZCARD" -> 0L;
      case "TIME" -> List.of(bytes("" + micros() / 1_000_000), bytes("" + micros() % 1_000_000));
      default -> run(command);
    };
  }

  private Object run(Command command) {
    String operation = OPERATIONS.getOrDefault(word(command, 1), "");
    log.add(operation);
    if (operation.equals("INSPECT")) {
      return inspect();
    }
    return bytes(
        switch (operation) {
          case "ACQUIRE" ->
              acquire(word(command, 6), word(command, 8), Long.parseLong(word(command, 9)));
          case "RELEASE" -> release(word(command, 6));
          case "CANCEL" -> cancel(word(command, 6));
          case "RENEW" -> renew(word(command, 4), Long.parseLong(word(command, 5)));
          case "RAISE" -> raise(word(command, 5), Long.parseLong(word(command, 6)));
          default -> throw new IllegalStateException("unknown: " + command);
        });
  }

  private String acquire(String asking, String token, long lease) {
    if (hash) {
      return "FOREIGN hash";
    }
    String holder = holder();
    if (holder != null && !request.equals(asking)) {
      return "HELD 1000 " + holder;
    }
    if (holder == null) {
      last = Math.max(last + 1, micros());
      request = asking;
      value = token;
    }
    expires = lease == 0 ? Long.MAX_VALUE : timer.nanoTime() + lease * 1_000_000;
    return "GRANTED " + last + " " + micros() + " 0";
  }

  private String release(String theirs) {
    String gone = unlike(theirs);
    value = gone.isEmpty() ? null : value;
    return gone.isEmpty() ? "RELEASED" : gone;
  }

  private String cancel(String asking) {
    boolean mine = holder() != null && request.equals(asking);
    value = mine ? null : value;
    return mine ? "GIVEN_BACK" : "CANCELLED";
  }

  private String renew(String theirs, long lease) {
    String gone = unlike(theirs);
    if (gone.isEmpty()) {
      expires = lease == 0 ? Long.MAX_VALUE : timer.nanoTime() + lease * 1_000_000;
      return "RENEWED";
    }
    return gone;
  }

  private String raise(String theirs, long given) {
    String gone = unlike(theirs);
    if (gone.isEmpty()) {
      last = Math.max(last, given);
      return "RAISED";
    }
    return gone;
  }

  private String unlike(String theirs) {
    String holder = holder();
    if (holder == null) {
      return "DELETED";
    }
    return holder.equals(theirs) ? "" : "OVERWRITTEN " + holder;
  }

  private List<Object> inspect() {
    String holder = holder();
    if (hash) {
      return List.of(bytes("FOREIGN"), bytes("hash"));
    }
    return holder == null
        ? List.of(bytes("FREE"), last, micros(), 0L, List.of())
        : List.of(bytes("HELD"), bytes(holder), pttl(), last, micros(), 0L, List.of());
  }

  private long pttl() {
    if (holder() == null) {
      return -2;
    }
    return expires == Long.MAX_VALUE ? -1 : (expires - timer.nanoTime()) / 1_000_000;
  }

  /** The record of the last grant. */
  private String record() {
    return last == 0 ? "" : String.valueOf(last);
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static String word(Command command, int index) {
    return new String(command.words()[index], UTF_8);
  }
}
