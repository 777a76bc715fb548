package dev.baton.internal.runtime;

import static dev.baton.internal.runtime.ScriptedBackend.SILENCE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.baton.BackendException;
import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LockOptions;
import dev.baton.LockTimeoutException;
import dev.baton.spi.Command;
import dev.baton.spi.ConnectionFault;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The blocking and the asynchronous driver on a server in memory. */
class AcquireTest {
  private static final String HOLDER = "java@other:8/them.5#41";
  private static final String FOREIGNER = "a foreigner";

  private String holder = HOLDER;
  private final ScriptedBackend backend = new ScriptedBackend();
  private final Engine engine = backend.engine();
  private final DistributedLock lock = engine.lock("order:42");

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void acquire_free_isOneCommand() throws Exception {
    try (Lease lease = lock.acquire()) {
      assertThat(lease.isHeld()).isTrue();
      assertThat(backend.operations()).containsExactly("ACQUIRE");
    }
    assertThat(backend.operations()).containsExactly("ACQUIRE", "RELEASE");
  }

  @Test
  void tryAcquire_held_isEmptyAndLeavesNothing() {
    held();

    assertThat(lock.tryAcquire()).isEmpty();
    assertThat(backend.operations()).containsExactly("ACQUIRE");
  }

  @Test
  void tryAcquire_heldUntilTheTimeIsOver_isEmptyAndLeavesTheQueue() throws Exception {
    held();

    assertThat(lock.tryAcquire(Duration.ofSeconds(1))).isEmpty();
    Eventually.awaitTrue(() -> backend.operations().contains("CANCEL"));
    assertThat(backend.operations()).startsWith("ACQUIRE");
    assertThat(engine.services().inbox().size()).isZero();
  }

  @Test
  void tryAcquire_pollAtTheVeryEndOfTheTime_isEmptyLikeAnyOther() throws Exception {
    holder = FOREIGNER;
    // The server answers all the time; only the last poll is answered after the wait is over.
    AtomicInteger asked = new AtomicInteger();
    backend.on("ACQUIRE", command -> asked.incrementAndGet() < 3 ? answerHeld(command) : SILENCE);
    LockOptions often = LockOptions.defaults().betweenChecks(Duration.ofMillis(30));

    assertThat(engine.lock("order:42", often).tryAcquire(Duration.ofMillis(50))).isEmpty();
  }

  @Test
  void acquire_grantPushed_isHeldWithoutAskingAgain() {
    held();
    CompletableFuture<Lease> lease = lock.acquireAsync().toCompletableFuture();
    push();

    assertThat(Eventually.resultOf(lease).fencingToken()).isEqualTo(42);
    assertThat(backend.operations()).containsExactly("ACQUIRE", "ACQUIRE");
    Eventually.awaitTrue(() -> engine.services().inbox().size() == 0);
  }

  @Test
  void acquire_grantPushedToABlockedThread_wakesIt() {
    held();
    CompletableFuture<Optional<Lease>> lease =
        CompletableFuture.supplyAsync(this::tryAcquireForAMinute);
    push();

    assertThat(Eventually.resultOf(lease).orElseThrow().fencingToken()).isEqualTo(42);
  }

  @Test
  void acquire_pushesLost_asksAgainOnResubscription() {
    held();
    CompletableFuture<Lease> lease = lock.acquireAsync().toCompletableFuture();
    awaitQueued();
    backend.on("ACQUIRE", backend::granted);
    backend.listener().onResubscribed();

    assertThat(Eventually.resultOf(lease).isHeld()).isTrue();
  }

  @Test
  void acquire_replyLost_isUndoneTwice() {
    backend.on(
        "ACQUIRE",
        command -> {
          throw new ConnectionFault("cut", true, null);
        });

    assertThatExceptionOfType(BackendException.class)
        .isThrownBy(lock::tryAcquire)
        .returns(BackendException.Outcome.UNKNOWN, BackendException::outcome)
        .returns("order:42", BackendException::lockName);
    Eventually.awaitTrue(() -> backend.operations().stream().filter("CANCEL"::equals).count() == 2);
  }

  @Test
  void acquireAsync_serverOwesTheAnswerAtTheDeadline_endsThen() {
    held();
    DistributedLock lock = engine.lock("order:42", LockOptions.defaults().strictFifo(true));
    CompletableFuture<Lease> queued =
        lock.acquireAsync(Duration.ofMinutes(1)).toCompletableFuture();
    awaitQueued();
    backend.on("ACQUIRE", SILENCE);
    CompletableFuture<Lease> unanswered =
        lock.acquireAsync(Duration.ofMillis(20)).toCompletableFuture();

    assertThat(Eventually.failureOf(unanswered)).isInstanceOf(LockTimeoutException.class);
    assertThat(queued).isNotDone();
  }

  @Test
  void acquireAsync_heldUntilTheDeadline_endsThenNamingTheHolder() {
    held();

    assertThat(Eventually.failureOf(lock.acquireAsync(Duration.ofMillis(20))))
        .isInstanceOf(LockTimeoutException.class)
        .hasMessage("lock \"order:42\" did not come free within 20 ms; held by java on other (8)");
  }

  @Test
  void acquire_heldByThisClient_saysSoAndThatItIsNotReentrant() throws Exception {
    Lease lease = engine.lock("order:42").acquire();

    assertThatExceptionOfType(LockTimeoutException.class)
        .isThrownBy(() -> engine.lock("order:42").acquire(Duration.ZERO))
        .withMessage(
            "lock \"order:42\" did not come free within 0 ms; held by this client; a lease belongs"
                + " to no thread and is not reentrant: see asJavaLock()");
    lease.release();
  }

  @Test
  void client_isToldByItsServer() {
    assertThat(engine).hasToString("LockClient[memory]");
  }

  @Test
  void acquire_cancelledWhileWaiting_leavesTheQueue() {
    held();
    CompletableFuture<Lease> lease = lock.acquireAsync().toCompletableFuture();
    awaitQueued();
    lease.cancel(false);

    Eventually.awaitTrue(() -> backend.operations().contains("CANCEL"));
    assertThat(engine.services().inbox().size()).isZero();
    assertThat(backend.operations()).endsWith("CANCEL");
  }

  @Test
  void acquire_cancelledWhileTheInboxOpens_doesNotStayQueued() throws Exception {
    CountDownLatch open = new CountDownLatch(1);
    CompletableFuture<Thread> blockingExecutor = openInboxOnlyAfter(open);
    held();
    CompletableFuture<Lease> lease = lock.acquireAsync().toCompletableFuture();
    Thread opening = Eventually.resultOf(blockingExecutor);
    lease.cancel(false);
    open.countDown();

    opening.join(Eventually.LONG.toMillis());
    assertThat(backend.operations()).endsWith("CANCEL").containsOnlyOnce("CANCEL");
    assertThat(engine.services().inbox().size()).isZero();
  }

  @Test
  void acquire_clientClosedWhileTheInboxOpens_ends() {
    CountDownLatch open = new CountDownLatch(1);
    CompletableFuture<Thread> blockingExecutor = openInboxOnlyAfter(open);
    held();
    CompletableFuture<Lease> lease = lock.acquireAsync().toCompletableFuture();
    assertThat(Eventually.resultOf(blockingExecutor)).isNotNull();
    CompletableFuture<Void> closing = CompletableFuture.runAsync(engine::close);
    Eventually.awaitTrue(this::isClosed);
    open.countDown();

    assertThat(Eventually.failureOf(lease)).isInstanceOf(IllegalStateException.class);
    assertThat(closing).succeedsWithin(Eventually.LONG);
  }

  @Test
  void push_notAGrantOrForNobody_isDropped() {
    for (String payload :
        new String[] {"", "GRANT", "GRANT nobody.1 1 1 0", "WANTED nobody.1", "\0", "PING"}) {
      backend.listener().onMessage(payload.getBytes(UTF_8));
    }

    assertThat(lock.tryAcquire()).isPresent();
  }

  private void held() {
    backend.on("ACQUIRE", this::answerHeld);
  }

  private Object answerHeld(Command command) {
    return backend.heldBy(holder, command);
  }

  private Optional<Lease> tryAcquireForAMinute() {
    try {
      return lock.tryAcquire(Duration.ofMinutes(1));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void awaitQueued() {
    Eventually.awaitTrue(() -> backend.operations().size() >= 2);
    ParkedTimer.drain(engine.services().timer());
  }

  /** Grants the lock to whoever is queued. */
  private void push() {
    awaitQueued();
    backend.pushGrant(backend.lastRequest("ACQUIRE"), 42, 0);
  }

  /** Tells which thread opens it. */
  private CompletableFuture<Thread> openInboxOnlyAfter(CountDownLatch open) {
    CompletableFuture<Thread> blockingExecutor = new CompletableFuture<>();
    backend.onSubscribe(
        () -> {
          blockingExecutor.complete(Thread.currentThread());
          Eventually.await(open);
        });
    return blockingExecutor;
  }

  private boolean isClosed() {
    try {
      engine.services().ensureOpen();
      return false;
    } catch (IllegalStateException closed) {
      return true;
    }
  }
}
