package dev.baton.internal.runtime;

import static dev.baton.internal.runtime.ScriptedBackend.words;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Lease;
import dev.baton.LossReason;
import dev.baton.ReleaseOutcome;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who is told of a loss is told on threads of Baton's own, whatever the application does. */
class LossCallbackTest extends CohortCase {

  @Test
  void lost_commonPoolIsBusy_isToldAllTheSame() {
    CountDownLatch go = new CountDownLatch(1);
    for (int i = 0; i < ForkJoinPool.getCommonPoolParallelism() + 2; i++) {
      ForkJoinPool.commonPool().execute(() -> Eventually.await(go));
    }
    CompletableFuture<String> told = new CompletableFuture<>();
    Lease lease = take(lock);
    lease.onLost(reason -> told.complete(Thread.currentThread().getName()));
    backend.on("RELEASE", words("DELETED"));

    assertThat(lease.release()).isEqualTo(ReleaseOutcome.ALREADY_LOST);
    assertThat(Eventually.resultOf(told)).isEqualTo("baton-callback");
    go.countDown();
  }

  @Test
  void lost_foundByAnAsynchronousRelease_isNotToldOnTheThreadOfTheAnswer() throws Exception {
    CompletableFuture<@Nullable Object> reply = backend.hold("RELEASE");
    CompletableFuture<String> told = new CompletableFuture<>();
    Lease lease = take(lock);
    lease.onLost(reason -> told.complete(Thread.currentThread().getName()));
    var unused = lease.releaseAsync();
    Thread answering = new Thread(() -> reply.complete(words("DELETED")), "answering");
    answering.start();

    assertThat(Eventually.resultOf(told)).isEqualTo("baton-callback");
    answering.join();
  }

  @Test
  void lost_foundByARenewal_isNotToldOnTheCallersThread() {
    CompletableFuture<String> told = new CompletableFuture<>();
    Lease lease = take(lock);
    lease.onLost(reason -> told.complete(Thread.currentThread().getName()));
    backend.on("RENEW", words("DELETED"));
    try {
      lease.renew(java.time.Duration.ofSeconds(5));
    } catch (dev.baton.LeaseLostException expected) {
      assertThat(expected.reason()).isEqualTo(LossReason.DELETED);
    }

    assertThat(Eventually.resultOf(told)).isEqualTo("baton-callback");
  }

  @Test
  void lost_askedTwice_isTheSameStage() {
    Lease lease = take(lock);

    assertThat(lease.lost() == lease.lost()).isTrue(); // isSameAs would compare its own futures
  }

  @Test
  void lost_askedAfterTheLoss_isDoneAtOnce() {
    Lease lease = take(lock);
    backend.on("RELEASE", words("DELETED"));
    lease.release();

    assertThat(lease.lost().toCompletableFuture()).isCompletedWithValue(LossReason.DELETED);
  }
}
