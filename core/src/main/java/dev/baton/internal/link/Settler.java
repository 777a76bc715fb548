package dev.baton.internal.link;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.internal.protocol.Transience;
import dev.baton.internal.script.Call;
import dev.baton.internal.time.MonotonicClock;
import dev.baton.internal.time.Timer;
import dev.baton.spi.BackendFault;
import dev.baton.spi.ConnectionFault;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Clears up what an unanswered command may have left in the server: sends CANCEL or RELEASE until
 * it is answered, so that no lock is held by nobody. What cannot be cleared up is said in the log,
 * by the lock's name. Never blocks.
 */
public final class Settler {
  private static final System.Logger LOG = System.getLogger(Settler.class.getName());

  private static final long FIRST_REST = TimeUnit.MILLISECONDS.toNanos(25);
  private static final long LONGEST_REST = TimeUnit.SECONDS.toNanos(1);

  private final ScriptRunner runner;
  private final Timer timer;
  private final MonotonicClock clock;
  private final AtomicInteger open = new AtomicInteger();
  private final Set<Returning> returning = ConcurrentHashMap.newKeySet();

  /** What is being sent until it is answered. */
  private final Set<Call<?>> unsettled = ConcurrentHashMap.newKeySet();

  /** A lock that is on its way back to the server. */
  public interface Returning {

    /** Its name. */
    String lockName();

    /** Its value there. */
    byte[] value();
  }

  public Settler(ScriptRunner runner, Timer timer, MonotonicClock clock) {
    this.runner = runner;
    this.timer = timer;
    this.clock = clock;
  }

  /**
   * Sends a call until it is answered.
   *
   * @param call what undoes the trouble; safe to send again
   * @param mayRunLate whether the command that it undoes may yet be carried out, having been sent
   *     on a connection that broke; it is then sent once more after that cannot be any longer
   * @param until when the trouble ends by itself
   */
  public void settle(Call<?> call, boolean mayRunLate, long until) {
    open.incrementAndGet();
    unsettled.add(call);
    send(call, mayRunLate, until, FIRST_REST);
  }

  /**
   * A lock is on its way back to the server, and that is to be answered before the client may close
   * its connections. To be called before it is over here.
   */
  public void expect(Returning lock) {
    open.incrementAndGet();
    returning.add(lock);
  }

  /** It was answered, or will not be. */
  public void expectNoMore(Returning lock) {
    returning.remove(lock);
    open.decrementAndGet();
  }

  /** Whether a lock with this value is on its way back. */
  public boolean isReturning(byte[] value) {
    return returning.stream().anyMatch(lock -> Arrays.equals(lock.value(), value));
  }

  /** How much is yet to be settled. */
  public int size() {
    return open.get();
  }

  /** The locks that are yet to be settled. */
  public String locks() {
    return Stream.concat(
            returning.stream().map(Returning::lockName), unsettled.stream().map(Settler::lock))
        .distinct()
        .map(name -> '"' + name + '"')
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private static String lock(Call<?> call) {
    return new String(Objects.requireNonNull(call.command().key()), UTF_8);
  }

  private void send(Call<?> call, boolean mayRunLate, long until, long rest) {
    runner.start(
        call,
        (reply, thrown) -> {
          if (thrown instanceof BackendFault fault
              && Transience.passes(fault)
              && clock.nanoTime() < until) {
            long next = Math.min(LONGEST_REST, rest * 2);
            var unused =
                timer.at(
                    clock.after(rest),
                    () -> send(call, mayRunLate || fault instanceof ConnectionFault, until, next));
            return;
          }
          if (thrown != null) {
            // Nobody waits for this who could be told.
            LOG.log(
                System.Logger.Level.WARNING,
                () ->
                    "lock \""
                        + lock(call)
                        + "\": what is left of it in the server was not cleared away; "
                        + Transience.STAYS
                        + ": "
                        + thrown.getMessage());
          }
          unsettled.remove(call);
          open.decrementAndGet();
          if (mayRunLate && thrown == null) {
            var unused = timer.at(clock.after(runner.timeoutNanos()), () -> sendOnceMore(call));
          }
        });
  }

  private <R> void sendOnceMore(Call<R> call) {
    runner.start(call, (reply, thrown) -> {});
  }
}
