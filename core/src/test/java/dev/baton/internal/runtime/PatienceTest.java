package dev.baton.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Lease;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Waits that no interrupt cuts short: it is kept until they are over. */
class PatienceTest {
  private final ScriptedBackend backend = new ScriptedBackend();
  private final Engine engine = backend.engine();
  private final CompletableFuture<Boolean> confirmed = new CompletableFuture<>();

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void acquire_interruptedWhileTheInboxOpens_endsOnceThatIsDone() {
    backend.held(CohortCase.HOLDER);
    backend.onSubscribe(confirmed::join);
    Blocked<Lease> blockingExecutor = Blocked.run(engine.lock("a")::acquire);
    blockingExecutor.awaitParked();
    Blocked<Lease> other = Blocked.run(engine.lock("b")::acquire);
    other.awaitParked();
    blockingExecutor.interrupt();
    other.interrupt();
    assertThat(blockingExecutor.result()).isNotDone();
    assertThat(other.result()).isNotDone();

    confirmed.complete(true);
    assertThat(Eventually.failureOf(blockingExecutor.result()))
        .isInstanceOf(InterruptedException.class);
    assertThat(Eventually.failureOf(other.result())).isInstanceOf(InterruptedException.class);
    Eventually.awaitTrue(
        () -> engine.services().inbox().size() == 0 && engine.cohorts().size() == 0);
    assertThat(backend.operations()).doesNotContain("RELEASE");
  }

  @Test
  void close_interrupted_waitsForTheReleaseAndKeepsTheFlag() {
    TestClock standing = new TestClock();
    ScriptedBackend slow = new ScriptedBackend();
    Engine closing = slow.engine(standing);
    Lease lease = closing.lock("a").tryAcquire().orElseThrow();
    CompletableFuture<Object> released = slow.hold("RELEASE");
    Blocked<Boolean> closer =
        Blocked.run(
            () -> {
              Thread.currentThread().interrupt();
              closing.close();
              return Thread.interrupted();
            });
    closer.awaitParked();
    assertThat(closer.result()).isNotDone();

    released.complete(ScriptedBackend.words("RELEASED"));
    assertThat(Eventually.resultOf(closer.result())).isTrue();
    assertThat(lease.isHeld()).isFalse();
  }
}
