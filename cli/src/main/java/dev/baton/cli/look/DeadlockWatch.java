package dev.baton.cli.look;

import dev.baton.BackendException;
import dev.baton.Deadlock;
import dev.baton.cli.base.Deadlocks;
import dev.baton.cli.base.Json;
import dev.baton.cli.base.Words;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Looks for deadlocks again and again, and tells once of each that it is there, and is gone. */
final class DeadlockWatch {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");

  /** So many times as long as a look takes it rests, so that the server has its time for others. */
  private static final int REST = 9;

  private static final long LEAST_REST_MILLIS = 250;

  /** A look at all locks. */
  interface Look {
    List<Deadlock> find() throws InterruptedException;
  }

  private final Look look;
  private final boolean json;
  private final Consumer<Object> print;
  private final Consumer<String> say;
  private Map<List<String>, Deadlock> known = Map.of();
  private boolean reachable = true;

  /**
   * A watch that is yet to begin.
   *
   * @param print takes a line or an object
   * @param say takes what is said of Redis
   */
  DeadlockWatch(Look look, boolean json, Consumer<Object> print, Consumer<String> say) {
    this.look = look;
    this.json = json;
    this.print = print;
    this.say = say;
  }

  /**
   * Goes on until the process ends.
   *
   * @param least rests so long at least
   * @throws BackendException if Redis does not answer at the beginning
   */
  void run(Duration least) throws InterruptedException {
    tell(look.find()); // it may throw
    while (true) {
      long began = System.nanoTime();
      again();
      long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
      TimeUnit.MILLISECONDS.sleep(
          Math.max(Math.max(least.toMillis(), LEAST_REST_MILLIS), REST * took));
    }
  }

  private void again() throws InterruptedException {
    try {
      tell(look.find());
      if (!reachable) {
        say.accept("Redis is back");
      }
      reachable = true;
    } catch (BackendException e) {
      if (reachable) {
        say.accept(e.getMessage() + "\ntrying again");
      }
      reachable = false;
    }
  }

  private void tell(List<Deadlock> found) {
    Map<List<String>, Deadlock> before = known;
    known = new LinkedHashMap<>();
    found.forEach(deadlock -> known.put(Deadlocks.identity(deadlock), deadlock));
    before.forEach(
        (identity, deadlock) -> {
          if (!known.containsKey(identity)) {
            gone(deadlock);
          }
        });
    known.forEach(
        (identity, deadlock) -> {
          if (!before.containsKey(identity)) {
            there(deadlock);
          }
        });
  }

  private void there(Deadlock deadlock) {
    if (json) {
      print.accept(object(deadlock, /* gone= */ false));
    } else {
      print.accept(now() + "  possible deadlock");
      Deadlocks.lines(deadlock).forEach(line -> print.accept("  " + line));
    }
  }

  private void gone(Deadlock deadlock) {
    if (json) {
      print.accept(object(deadlock, /* gone= */ true));
    } else {
      String locks = deadlock.locks().stream().map(Words::quoted).collect(Collectors.joining(", "));
      print.accept(now() + "  gone: " + locks);
    }
  }

  private static Json object(Deadlock deadlock, boolean gone) {
    return Deadlocks.json(deadlock).with("gone", gone);
  }

  private static String now() {
    return TIME.format(LocalDateTime.now(ZoneId.systemDefault()));
  }
}
