package dev.baton.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Lease;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A release that comes between the first look at a lock and the waiting for it. */
class MissedWakeUpTest {
  private final ScriptedBackend backend = new ScriptedBackend();
  private final Engine engine = backend.engine();

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void release_whileTheInboxOpens_isFoundByTheNextAsk() throws Exception {
    AtomicBoolean released = new AtomicBoolean();
    backend.on(
        "ACQUIRE",
        command ->
            released.get() ? backend.granted(command) : backend.heldBy(CohortCase.HOLDER, command));
    backend.onSubscribe(() -> released.set(true));

    try (Lease lease = engine.lock("order:42").acquire(Eventually.LONG)) {
      assertThat(lease.isHeld()).isTrue();
    }
    assertThat(backend.operations()).containsExactly("ACQUIRE", "ACQUIRE", "RELEASE");
  }
}
