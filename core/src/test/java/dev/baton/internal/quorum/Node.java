package dev.baton.internal.quorum;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.internal.script.Script;
import dev.baton.internal.script.ScriptView;
import dev.baton.spi.Command;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A server of one lock in memory: the scripts' rules, by the test's clock. */
final class Node {
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
      case "SCAN" ->
          List.of(
              bytes("0"),
              holder() == null || !word(command, 7).equals("string")
                  ? List.of()
                  : List.of(bytes("k")));
      case "GETRANGE" -> bytes(word(command, 1).equals("k") ? text(holder()) : record());
      case "PTTL" -> pttl();
      case "ZCARD" -> 0L;
      case "TIME" -> List.of(bytes("" + micros() / 1_000_000), bytes("" + micros() % 1_000_000));
      default -> run(command);
    };
  }

  private Object run(Command command) {
    String operation = ScriptView.script(command).map(Script::name).orElse("");
    log.add(operation);
    if (operation.equals("INSPECT")) {
      return inspect();
    }
    return bytes(
        switch (operation) {
          case "ACQUIRE" ->
              acquire(
                  argument(command, "request"),
                  argument(command, "token"),
                  number(command, "lease"));
          case "RELEASE" -> release(argument(command, "value"));
          case "CANCEL" -> cancel(argument(command, "request"));
          case "RENEW" -> renew(argument(command, "value"), number(command, "lease"));
          case "RAISE" -> raise(argument(command, "value"), number(command, "given"));
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

  private static String argument(Command command, String name) {
    return ScriptView.argument(command, name);
  }

  private static long number(Command command, String name) {
    return Long.parseLong(argument(command, name));
  }

  private static String word(Command command, int index) {
    return new String(command.words()[index], UTF_8);
  }
}
