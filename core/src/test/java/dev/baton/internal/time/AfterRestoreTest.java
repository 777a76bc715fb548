package dev.baton.internal.time;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.internal.time.hooks.Core;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What the JVM says after it was restored from a checkpoint. */
class AfterRestoreTest {
  private static final String HOOKS = "dev.baton.internal.time.hooks";

  private final AtomicInteger restored = new AtomicInteger();

  @Test
  void hooks_processRestored_tell() throws Exception {
    Object first = AfterRestore.run(HOOKS, restored::incrementAndGet);
    Object second = AfterRestore.run(HOOKS, restored::incrementAndGet);
    assertThat(first).isNotNull().isNotEqualTo(second).hasSameHashCodeAs(first);
    assertThat(first).hasToString("baton");

    Core.getGlobalContext().beforeCheckpoint(Core.getGlobalContext());
    assertThat(restored).hasValue(0);
    Core.getGlobalContext().afterRestore(Core.getGlobalContext());
    assertThat(restored).hasValue(2);
  }

  @Test
  void hooks_thatAreNotThere_areNotNeeded() {
    assertThat(AfterRestore.run("no.such.hooks", restored::incrementAndGet)).isNull();
    assertThat(AfterRestore.run(restored::incrementAndGet)).isNull();
  }
}
