package dev.baton.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.baton.BackendException;
import dev.baton.Lease;
import dev.baton.LeaseLostException;
import dev.baton.LockClient;
import dev.baton.LockException;
import dev.baton.LockOptions;
import dev.baton.LockTimeoutException;
import dev.baton.testing.backend.OtherThread;
import dev.baton.testing.server.RedisServer;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Qualifier;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a call of a locked method does. */
class LockedTest extends CdiCase {

  /** Runs what a test wants. */
  @ApplicationScoped
  static class Orders {
    private final AtomicInteger runs = new AtomicInteger();
    @Inject Ledger ledger;

    AtomicInteger runs() {
      return runs;
    }

    @Locked("order:{id}")
    <T> T pay(Object id, Callable<T> work) throws Exception {
      runs.incrementAndGet();
      return work.call();
    }

    @Locked("order:{1}:{0}")
    Lease byNumber(int line, Optional<String> id) {
      return CurrentLease.get();
    }

    @Locked(value = "order:{id}", maxWait = "0")
    public void payNow(String id) {
      runs.incrementAndGet();
    }

    @Locked(value = "order:{id}", maxWait = "1ms", whenBusy = WhenBusy.SKIP)
    void payOrNot(String id) {
      runs.incrementAndGet();
    }

    @Locked(value = "order:{id}", maxWait = "0", whenBusy = WhenBusy.SKIP)
    Optional<String> payOrEmpty(String id) {
      return Optional.of(id);
    }

    @Locked(value = "order:{id}", maxWait = "PT0S", whenBusy = WhenBusy.SKIP)
    OptionalInt countOrEmpty(String id) {
      return OptionalInt.of(1);
    }

    @Locked(value = "order:{id}", maxWait = "0", whenBusy = WhenBusy.SKIP)
    @Nullable String payOrNull(String id) {
      return id;
    }

    @Locked(value = "order:{id}", maxWait = "forever")
    void waitUnchecked(String id) {
      runs.incrementAndGet();
    }

    @Locked(value = "order:{id}", maxWait = "1d")
    void waitChecked(String id) throws InterruptedException {
      runs.incrementAndGet();
    }

    @Locked("order:{id}")
    Lease payAndWrite(String id) {
      assertThat(ledger.write(id)).isSameAs(CurrentLease.get());
      return CurrentLease.get();
    }

    @Locked("order:{id}")
    Lease payAndWriteElsewhere(String id, String line) {
      assertThat(CurrentLease.find("lock:line:" + line)).isEmpty();
      Lease other = ledger.writeLine(line);
      assertThat(other).isNotSameAs(CurrentLease.get());
      return CurrentLease.get();
    }

    Optional<Lease> bySelf(String id) {
      return self(id);
    }

    @Locked("order:{id}")
    Optional<Lease> self(String id) {
      return CurrentLease.find();
    }

    @Locked(value = "order:{id}", lease = "2h", maxHold = "1h")
    Duration heldForAnHour(String id) {
      return CurrentLease.get().remaining();
    }

    @Locked(value = "order:{id}", lease = "PT2H")
    Duration leased(String id) {
      return CurrentLease.get().remaining();
    }

    @Locked(value = "order:{id}", maxHold = "50ms")
    void heldBriefly(String id) throws Exception {
      get(CurrentLease.get().lost());
    }
  }

  /** Called by another. */
  @Dependent
  static class Ledger {
    @Locked(value = "order:{id}", maxWait = "0")
    Lease write(String id) {
      return CurrentLease.get();
    }

    @Locked("line:{id}")
    Lease writeLine(String id) {
      return CurrentLease.find("lock:line:" + id).orElseThrow();
    }
  }

  @Test
  void call_ofALockedMethod_holdsTheLockWhileItRuns() throws Exception {
    start(Orders.class, Ledger.class);
    Lease lease =
        bean(Orders.class)
            .pay(
                id,
                () -> {
                  assertThat(key("order:" + id).isLocked()).isTrue();
                  assertThat(CurrentLease.get().isHeld()).isTrue();
                  return CurrentLease.get();
                });
    assertThat(lease.fencingToken()).isPositive();
    assertThat(lease.lockName()).isEqualTo("lock:order:" + id);
    assertThat(lease.isHeld()).isFalse();
    assertFree("order:" + id);
  }

  @Test
  void name_withNumbers_hasTheParametersOfThese() {
    start(Orders.class, Ledger.class);
    Lease lease = bean(Orders.class).byNumber(7, Optional.of(id + "$1"));
    assertThat(lease.lockName()).isEqualTo("lock:order:" + id + "$1:7");
  }

  @Test
  void part_thatComesToNothing_isRefused() {
    start(Orders.class, Ledger.class);
    Orders orders = bean(Orders.class);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> orders.pay(null, () -> null))
        .withMessage(
            "{id} in the name of the lock of Orders.pay(Object, Callable) is null: nothing was"
                + " locked, and the method was not run");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> orders.pay(" ", () -> null))
        .withMessageContaining("is blank");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> orders.byNumber(1, Optional.empty()))
        .withMessageContaining("{1}")
        .withMessageContaining("is null");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> orders.pay(new Object(), () -> null))
        .withMessageContaining("another one in each process");
    assertThat(orders.runs()).hasValue(0);
  }

  @Test
  void call_whileAnotherProcessHasTheLock_waitsForIt() throws Exception {
    start(Orders.class, Ledger.class);
    Orders orders = bean(Orders.class);
    try (OtherThread other = new OtherThread()) {
      Future<Integer> paid;
      try (Lease lease = key("order:" + id).acquire()) {
        paid = other.begins(() -> orders.pay(id, () -> 1));
        awaitWaiters("order:" + id, 1);
        assertThat(orders.runs()).hasValue(0);
        assertThat(lease.isHeld()).isTrue();
      }
      assertThat(OtherThread.result(paid)).isEqualTo(1);
    }
    assertFree("order:" + id);
  }

  @Test
  void call_ofABusyLock_throwsOrIsLeftOut() throws Exception {
    start(Orders.class, Ledger.class);
    Orders orders = bean(Orders.class);
    try (Lease lease = key("order:" + id).acquire()) {
      assertThatExceptionOfType(LockTimeoutException.class).isThrownBy(() -> orders.payNow(id));
      orders.payOrNot(id);
      assertThat(orders.payOrEmpty(id)).isEmpty();
      assertThat(orders.countOrEmpty(id)).isEmpty();
      assertThat(orders.payOrNull(id)).isNull();
      assertThat(lease.isHeld()).isTrue();
    }
    assertThat(orders.runs()).hasValue(0);
    orders.payOrNot(id);
    assertThat(orders.runs()).hasValue(1);
    assertThat(orders.payOrEmpty(id)).contains(id);
    assertThat(orders.countOrEmpty(id)).hasValue(1);
    assertThat(orders.payOrNull(id)).isEqualTo(id);
  }

  @Test
  void call_withinACallOfTheSameLock_runsUnderItsLease() {
    start(Orders.class, Ledger.class);
    Lease lease = bean(Orders.class).payAndWrite(id);
    assertThat(lease.isHeld()).isFalse();
    assertFree("order:" + id);
  }

  @Test
  void call_withinACallOfAnotherLock_hasALeaseOfItsOwn() {
    start(Orders.class, Ledger.class);
    Lease lease = bean(Orders.class).payAndWriteElsewhere(id, id);
    assertThat(lease.lockName()).isEqualTo("lock:order:" + id);
    assertFree("order:" + id);
    assertFree("line:" + id);
  }

  @Test
  void call_byItsOwnObject_hasNoLockAndCanTell() {
    start(Orders.class, Ledger.class);
    assertThat(bean(Orders.class).bySelf(id)).isEmpty();
    assertThat(bean(Orders.class).self(id)).isPresent();
    assertThatIllegalStateException()
        .isThrownBy(CurrentLease::get)
        .withMessageContaining("rather than through its bean");
  }

  @Test
  void lock_lostWhileTheMethodRan_isToldInPlaceOfItsResult() throws Exception {
    start(Orders.class, Ledger.class);
    assertThatExceptionOfType(LeaseLostException.class)
        .isThrownBy(() -> bean(Orders.class).heldBriefly(id));
    assertThatExceptionOfType(LeaseLostException.class)
        .isThrownBy(() -> bean(Orders.class).pay(id, this::lose));
    assertThat(bean(Orders.class).pay(id, () -> "paid")).isEqualTo("paid");
  }

  @Test
  void method_thatThrows_throwsItsOwnAlthoughTheLockIsLost() {
    start(Orders.class, Ledger.class);
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(
            () ->
                bean(Orders.class)
                    .pay(
                        id,
                        () -> {
                          lose();
                          throw new UnsupportedOperationException();
                        }));
    assertFree("order:" + id);
  }

  @Test
  void call_withinACallThatLostItsLock_isNotRun() {
    start(Orders.class, Ledger.class);
    Orders orders = bean(Orders.class);
    assertThatExceptionOfType(LeaseLostException.class)
        .isThrownBy(
            () ->
                orders.pay(
                    id,
                    () -> {
                      lose();
                      orders.payNow(id);
                      return null;
                    }));
    assertThat(orders.runs()).hasValue(1);
  }

  /** The lock of the calling method is taken away, and it has noticed. */
  private Object lose() {
    takeAway("order:" + id);
    assertThatExceptionOfType(LeaseLostException.class)
        .isThrownBy(() -> CurrentLease.get().renew(Duration.ofMinutes(1)));
    return "lost";
  }

  @Test
  void call_interruptedWhileItWaits_throwsWhatTheMethodDeclares() throws Exception {
    start(Orders.class, Ledger.class);
    Orders orders = bean(Orders.class);
    try (Lease lease = key("order:" + id).acquire()) {
      assertThat(interrupted(() -> orders.waitChecked(id)))
          .isInstanceOf(InterruptedException.class)
          .hasNoSuppressedExceptions();
      assertThat(interrupted(() -> orders.waitUnchecked(id)))
          .isInstanceOf(LockException.class)
          .hasMessageContaining("the lock is not held")
          .hasSuppressedException(new AssertionError("flag set"));
      assertThat(lease.isHeld()).isTrue();
    }
    assertThat(orders.runs()).hasValue(0);
    awaitFree("order:" + id);
  }

  /** Work that waits. */
  private interface Work {
    void run() throws Exception;
  }

  /** What a thread throws that is interrupted in a queue, and whether its flag is set. */
  private Throwable interrupted(Work work) throws Exception {
    CompletableFuture<Throwable> thrown = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
                thrown.complete(new AssertionError("it ran"));
              } catch (Throwable e) {
                if (Thread.currentThread().isInterrupted()) {
                  e.addSuppressed(new AssertionError("flag set"));
                }
                thrown.complete(e);
              }
            });
    thread.start();
    awaitWaiters("order:" + id, 1);
    thread.interrupt();
    return get(thrown);
  }

  @Test
  void options_ofAMethod_areThoseOfItsLock() {
    start(Orders.class, Ledger.class);
    assertThat(bean(Orders.class).leased(id)).isGreaterThan(Duration.ofHours(1));
    assertThat(bean(Orders.class).heldForAnHour(id))
        .isBetween(Duration.ofMinutes(30), Duration.ofHours(1));
  }

  /** A server that can be killed, and a client of it. */
  @ApplicationScoped
  static class OnItsOwnServer {
    private final RedisServer server = RedisServer.start();

    @Produces
    @ApplicationScoped
    LockClient locks() {
      return LockClient.connect(server.uri());
    }

    void close(@Disposes LockClient locks) {
      locks.close();
    }

    void kill() {
      server.kill();
    }

    @PreDestroy
    void close() {
      server.close();
    }
  }

  @Test
  void redis_isDown_isToldAndTheMethodIsNotRun() throws Exception {
    startWithoutClient(new Class<?>[] {Orders.class, Ledger.class, OnItsOwnServer.class});
    Orders orders = bean(Orders.class);
    String paid =
        orders.pay(
            id,
            () -> {
              bean(OnItsOwnServer.class).kill();
              return "paid";
            });
    assertThat(paid).isEqualTo("paid"); // although the release was not answered
    assertThatExceptionOfType(BackendException.class).isThrownBy(() -> orders.pay(id, () -> 1));
    assertThat(orders.runs()).hasValue(1);
  }

  /** A method with beans of its own. */
  @ApplicationScoped
  static class Chosen {
    @Locked(value = "order:{id}", client = "other", options = "long")
    Duration remaining(String id) {
      return CurrentLease.get().remaining();
    }

    @Locked(value = "order:{id}", client = "none")
    void without(String id) {}

    @Locked("order:{id}")
    void plain(String id) {}
  }

  /** A kind of client that is nobody's default. */
  @Qualifier
  @Retention(RetentionPolicy.RUNTIME)
  @interface Second {}

  /** What it names. */
  @ApplicationScoped
  static class Named2 {
    @Produces
    @ApplicationScoped
    @Named("other")
    @Second
    LockClient other() {
      return LockClient.connect(RedisServer.shared().patientUri());
    }

    void close(@Disposes @Second LockClient other) {
      other.close();
    }

    @Produces
    @Named("long")
    LockOptions options() {
      return LockOptions.defaults().leaseDuration(Duration.ofHours(2));
    }
  }

  @Test
  void beans_thatAMethodNames_areUsed() {
    startWithoutClient(new Class<?>[] {Chosen.class, Named2.class});
    assertThat(bean(Chosen.class).remaining(id)).isGreaterThan(Duration.ofHours(1));
    assertThatIllegalStateException()
        .isThrownBy(() -> bean(Chosen.class).without(id))
        .withMessageContaining("a bean of type dev.baton.LockClient named none");
    assertThatIllegalStateException()
        .isThrownBy(() -> bean(Chosen.class).plain(id))
        .withMessage(
            "@Locked on Chosen.plain(String) needs a bean of type dev.baton.LockClient: produce it"
                + " in the application");
  }

  /** One default client too many. */
  @ApplicationScoped
  static class Twice {
    @Produces
    @ApplicationScoped
    LockClient another() {
      throw new AssertionError("not used");
    }
  }

  @Test
  void clients_ofWhichTwoAreTheDefault_areRefused() {
    start(Chosen.class, Twice.class);
    assertThatIllegalStateException()
        .isThrownBy(() -> bean(Chosen.class).plain(id))
        .withMessageContaining("needs only one bean of type dev.baton.LockClient");
  }
}
