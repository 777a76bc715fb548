package dev.baton.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.internal.time.Environment;
import dev.baton.internal.time.Timer;
import dev.baton.spi.Ticker;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TimerTest {
  private static final long MS = 1_000_000;

  /** Time stands still: what is due is due at once, and what is not never is. */
  private final Ticker clock = () -> 1_000 * MS;

  private final Timer timer = new Timer(clock, Environment.oneThread("test-timer"));
  private final List<String> done = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void close() {
    timer.close();
  }

  @Test
  void task_due_runsOnTheTimersDaemonThread() {
    CompletableFuture<Thread> thread = new CompletableFuture<>();
    timer.soon(() -> thread.complete(Thread.currentThread()));

    assertThat(Eventually.resultOf(thread).getName()).isEqualTo("test-timer");
    assertThat(Eventually.resultOf(thread).isDaemon()).isTrue();
  }

  @Test
  void task_instantPassed_runsAtOnce() {
    at(1_000 * MS, "now");
    at(0, "past");
    at(Long.MIN_VALUE / 2, "long past");
    ParkedTimer.drain(timer);

    assertThat(done).containsExactlyInAnyOrder("now", "past", "long past");
  }

  @Test
  void task_instantToCome_waitsForIt() {
    at(3_600_000 * MS, "in an hour");
    at(Long.MAX_VALUE, "never");
    ParkedTimer.drain(timer);

    assertThat(done).isEmpty();
  }

  @Test
  void task_throws_theOthersGoOn() {
    timer.soon(
        () -> {
          throw new IllegalStateException("planted by the test");
        });
    var unused =
        timer.at(
            0,
            () -> {
              throw new IllegalStateException("planted by the test");
            });
    timer.soon(() -> done.add("next"));
    at(0, "next but one");
    ParkedTimer.drain(timer);

    assertThat(done).containsExactly("next", "next but one");
  }

  @Test
  void task_throwsAnError_theOthersGoOn() {
    timer.soon(
        () -> {
          throw new AssertionError("planted by the test");
        });
    timer.soon(() -> done.add("next"));
    ParkedTimer.drain(timer);

    assertThat(done).containsExactly("next");
  }

  @Test
  void task_cancelled_doesNotRun() {
    try (ParkedTimer parked = new ParkedTimer(timer)) {
      Future<?> task = timer.at(0, () -> done.add("cancelled"));
      task.cancel(false);
      at(0, "kept");
    }
    ParkedTimer.drain(timer);

    assertThat(done).containsExactly("kept");
  }

  @Test
  void task_timerClosed_isDropped() {
    timer.close();
    at(0, "late");
    timer.soon(() -> done.add("late"));

    assertThat(timer.at(0, () -> done.add("late")).isDone()).isTrue();
    assertThat(done).isEmpty();
  }

  private void at(long instant, String name) {
    var unused = timer.at(instant, () -> done.add(name));
  }
}
