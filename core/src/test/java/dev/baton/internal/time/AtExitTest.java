package dev.baton.internal.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60) // what waits in vain would do so for an hour
class AtExitTest {
  private static final Duration LONG = Duration.ofHours(1);

  private final AtomicInteger closed = new AtomicInteger();
  private final AtomicInteger looks = new AtomicInteger();

  private void run(int inUse, Duration patience) {
    AtExit plan =
        AtExit.plan(closed::incrementAndGet, () -> looks.incrementAndGet() <= inUse, patience);
    try {
      plan.run();
    } finally {
      plan.cancel();
    }
  }

  @Test
  void hook_clientUsedWhileOthersWork_closesItOnceItIsNot() {
    run(3, LONG);

    assertThat(looks).hasValue(4);
    assertThat(closed).hasValue(1);
  }

  @Test
  void hook_clientUsedForLongerThanItsTime_closesItAllTheSame() {
    run(Integer.MAX_VALUE, Duration.ZERO);

    assertThat(looks).hasValue(1);
    assertThat(closed).hasValue(1);
  }

  @Test
  void hook_interrupted_closesItAtOnce() {
    Thread.currentThread().interrupt();
    run(Integer.MAX_VALUE, LONG);

    assertThat(Thread.interrupted()).isFalse();
    assertThat(closed).hasValue(1);
  }

  /** Who runs the hooks is seen waiting for all, and one of them was not yet among the threads. */
  @Test
  void hook_thatAnotherIsMissingBesideAtFirst_waitsForThat() {
    Thread runner = new Thread("DestroyJavaVM");
    Map<Thread, StackTraceElement[]> waiting =
        Map.of(
            runner,
            new StackTraceElement[] {
              new StackTraceElement("java.lang.Thread", "join", null, -1),
              new StackTraceElement("java.lang.ApplicationShutdownHooks", "runHooks", null, -1)
            });
    Map<Thread, StackTraceElement[]> withAnother = new HashMap<>(waiting);
    withAnother.put(new Thread("a hook"), new StackTraceElement[0]);
    Iterator<Map<Thread, StackTraceElement[]>> seen =
        List.of(waiting, withAnother, withAnother, waiting, waiting).iterator();

    new AtExit(closed::incrementAndGet, () -> true, LONG, seen::next).run();

    assertThat(seen).isExhausted();
    assertThat(closed).hasValue(1);
  }

  @Test
  void plan_cancelledTwice_wasThereOnce() {
    AtExit plan = AtExit.plan(() -> {}, () -> false, Duration.ZERO);

    assertThat(plan.cancel()).isTrue();
    assertThat(plan.cancel()).isFalse();
  }
}
