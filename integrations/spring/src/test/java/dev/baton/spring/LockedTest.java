package dev.baton.spring;

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
import dev.baton.testing.backend.Adapter;
import dev.baton.testing.backend.OtherThread;
import dev.baton.testing.server.RedisServer;
import java.io.IOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.springframework.aop.support.AopUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.AliasFor;

/** Methods that return what they return. */
@Execution(ExecutionMode.CONCURRENT)
class LockedTest extends SpringCase {

  /** Runs whatever a test wants, under locks of all kinds. */
  static class Orders {
    private final AtomicInteger runs = new AtomicInteger();

    AtomicInteger runs() {
      return runs;
    }

    @Locked("order:#{#id}")
    <T> T pay(long id, Callable<T> work) throws Exception {
      runs.incrementAndGet();
      return work.call();
    }

    @Locked("order:#{#id}")
    <T> T payInterruptibly(long id, Supplier<T> work) throws InterruptedException {
      runs.incrementAndGet();
      return work.get();
    }

    @Locked("order:#{#id}")
    <T> T payUndeclared(long id, Supplier<T> work) {
      runs.incrementAndGet();
      return work.get();
    }

    @Locked(value = "order:#{#id}", maxWait = "0")
    void payNow(long id) {
      runs.incrementAndGet();
    }

    @Locked(value = "order:#{#id}", maxWait = "50ms")
    void paySoon(long id) {
      runs.incrementAndGet();
    }

    @Locked(value = "order:#{#id}", maxWait = "forever")
    void paySometime(long id) {
      runs.incrementAndGet();
    }

    @Locked(value = "order:#{#id}", maxWait = "0", whenBusy = WhenBusy.SKIP)
    void payOrNot(long id) {
      runs.incrementAndGet();
    }

    @Locked(value = "order:#{#id}", maxWait = "0", whenBusy = WhenBusy.SKIP)
    Optional<String> payOrEmpty(long id) {
      return Optional.of("paid");
    }

    @Locked(value = "order:#{#id}", maxWait = "0", whenBusy = WhenBusy.SKIP)
    OptionalInt payOrEmptyInt(long id) {
      return OptionalInt.of(1);
    }

    @Locked(value = "order:#{#id}", maxWait = "0", whenBusy = WhenBusy.SKIP)
    @Nullable String payOrNull(long id) {
      return "paid";
    }

    /** Calls itself, and so passes by Spring. */
    Lease payByItself() {
      return payed();
    }

    @Locked("self")
    Lease payed() {
      return CurrentLease.get();
    }
  }

  private <T> T inBody(Callable<T> work) throws Exception {
    return bean(Orders.class).pay(1, work);
  }

  @Test
  void call_ofAFreeLock_holdsItWhileTheMethodRuns() throws Exception {
    start(Orders.class);
    assertThat(inBody(() -> key("order:1").isLocked())).isTrue();
    assertFree("order:1");
  }

  @Test
  void call_ofAMethodThatThrows_releasesTheLockAndThrowsThat() {
    start(Orders.class);
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(
            () ->
                inBody(
                    () -> {
                      throw new IOException("refused");
                    }))
        .withMessage("refused");
    assertFree("order:1");
  }

  @Test
  void call_whileAnotherProcessHasTheLock_waitsForIt() throws Exception {
    start(Orders.class);
    try (OtherThread other = new OtherThread()) {
      Future<Boolean> paid;
      try (Lease lease = key("order:1").acquire()) {
        paid = other.begins(() -> inBody(() -> true));
        awaitWaiters("order:1", 1);
        assertThat(paid).isNotDone();
        assertThat(bean(Orders.class).runs()).hasValue(0);
        assertThat(lease.isHeld()).isTrue();
      }
      assertThat(OtherThread.result(paid)).isTrue();
    }
  }

  @Test
  void call_forEver_waitsForTheLock() throws Exception {
    properties.put("baton.locked.max-wait", "0");
    start(Orders.class);
    try (OtherThread other = new OtherThread()) {
      Future<Object> paid;
      try (Lease lease = key("order:1").acquire()) {
        paid =
            other.begins(
                () -> {
                  bean(Orders.class).paySometime(1);
                  return null;
                });
        awaitWaiters("order:1", 1);
        assertThat(lease.isHeld()).isTrue();
      }
      OtherThread.result(paid);
      assertThat(bean(Orders.class).runs()).hasValue(1);
    }
  }

  @Test
  void call_ofABusyLock_throwsOnceItsTimeIsOver() throws Exception {
    start(Orders.class);
    Orders orders = bean(Orders.class);
    try (Lease lease = key("order:1").acquire()) {
      assertThatExceptionOfType(LockTimeoutException.class)
          .isThrownBy(() -> orders.payNow(1))
          .satisfies(e -> assertThat(e.lockName()).isEqualTo(lease.lockName()));
      assertThatExceptionOfType(LockTimeoutException.class).isThrownBy(() -> orders.paySoon(1));
    }
    assertThat(orders.runs()).hasValue(0);
    awaitFree("order:1");
  }

  @Test
  void call_withoutATimeOfItsOwn_waitsAsTheApplicationSays() throws Exception {
    properties.put("baton.locked.max-wait", "0");
    start(Orders.class);
    try (Lease lease = key("order:1").acquire()) {
      assertThatExceptionOfType(LockTimeoutException.class).isThrownBy(() -> inBody(() -> 1));
      assertThat(lease.isHeld()).isTrue();
    }
  }

  @Test
  void call_ofABusyLockThatIsToBeSkipped_returnsNothing() throws Exception {
    start(Orders.class);
    Orders orders = bean(Orders.class);
    try (Lease lease = key("order:1").acquire()) {
      orders.payOrNot(1);
      assertThat(orders.payOrEmpty(1)).isEmpty();
      assertThat(orders.payOrEmptyInt(1)).isEmpty();
      assertThat(orders.payOrNull(1)).isNull();
      assertThat(lease.isHeld()).isTrue();
    }
    assertThat(orders.runs()).hasValue(0);

    orders.payOrNot(1);
    assertThat(orders.runs()).hasValue(1);
    assertThat(orders.payOrEmpty(1)).contains("paid");
  }

  @Test
  void call_ofAMethodWithTheSameLock_runsUnderTheSameLease() throws Exception {
    start(Orders.class);
    Lease inner =
        inBody(
            () -> {
              Lease outer = CurrentLease.get();
              Lease within = inBody(CurrentLease::get);
              assertThat(within).isSameAs(outer);
              assertThat(CurrentLease.get()).isSameAs(outer);
              assertThat(outer.isHeld()).isTrue();
              assertThat(key("order:1").isLocked()).isTrue();
              return within;
            });
    assertThat(inner.isHeld()).isFalse();
    assertFree("order:1");
  }

  @Test
  void call_ofAMethodWithAnotherLock_holdsBoth() throws Exception {
    start(Orders.class);
    inBody(
        () -> {
          Lease outer = CurrentLease.get();
          Lease inner = bean(Orders.class).pay(2, CurrentLease::get);
          assertThat(inner.lockName()).isEqualTo(prefix + "order:2");
          assertThat(inner.isHeld()).isFalse();
          assertThat(outer.isHeld()).isTrue();
          return bean(Orders.class)
              .pay(
                  3,
                  () -> {
                    assertThat(CurrentLease.find(prefix + "order:1")).contains(outer);
                    assertThat(CurrentLease.find(prefix + "order:2")).isEmpty();
                    assertThat(CurrentLease.find()).isNotEqualTo(Optional.of(outer));
                    return null;
                  });
        });
  }

  @Test
  void call_onAnotherThreadWithinOneThatHasTheLock_waits() throws Exception {
    start(Orders.class);
    AtomicReference<String> order = new AtomicReference<>("");
    Thread other = new Thread(() -> order.set(pays(order)), "other");
    inBody(
        () -> {
          other.start();
          Awaitility.await()
              .atMost(Duration.ofMinutes(1))
              .until(() -> other.getState().name().endsWith("WAITING"));
          order.set("first, ");
          return null;
        });
    other.join(Duration.ofMinutes(1).toMillis());
    assertThat(order).hasValue("first, second");
  }

  private String pays(AtomicReference<String> order) {
    return bean(Orders.class).payUndeclared(1, () -> order.get() + "second");
  }

  @Test
  void lock_lostWhileTheMethodRan_isToldInPlaceOfItsResult() {
    start(Orders.class);
    assertThatExceptionOfType(LeaseLostException.class)
        .isThrownBy(
            () ->
                inBody(
                    () -> {
                      takeAway("order:1");
                      return "result";
                    }))
        .satisfies(e -> assertThat(e.lockName()).isEqualTo(prefix + "order:1"));
  }

  @Test
  void lock_lostWhileTheMethodRanAndThrew_isNotToldInPlaceOfThat() {
    start(Orders.class);
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(
            () ->
                inBody(
                    () -> {
                      takeAway("order:1");
                      throw new IOException("refused");
                    }));
  }

  @Test
  void lock_lostBeforeAMethodWithinRuns_isToldAndThatIsNotRun() throws Exception {
    start(Orders.class);
    inBodyThatLoses(
        () -> {
          assertThatExceptionOfType(LeaseLostException.class)
              .isThrownBy(() -> inBody(() -> "result"));
          assertThat(bean(Orders.class).runs()).hasValue(1);
        });
  }

  private void inBodyThatLoses(Runnable afterwards) {
    assertThatExceptionOfType(LeaseLostException.class)
        .isThrownBy(
            () ->
                inBody(
                    () -> {
                      Lease lease = CurrentLease.get();
                      takeAway("order:1");
                      assertThatExceptionOfType(LeaseLostException.class)
                          .isThrownBy(() -> lease.renew(Duration.ofMinutes(1)));
                      afterwards.run();
                      return null;
                    }));
  }

  @Test
  void thread_interruptedWhileItWaits_throwsWhatTheMethodDeclares() throws Exception {
    start(Orders.class);
    Orders orders = bean(Orders.class);
    try (Lease lease = key("order:1").acquire()) {
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      AtomicReference<Boolean> flag = new AtomicReference<>();
      interruptedOnceItWaits(
          () -> {
            try {
              orders.payInterruptibly(1, () -> "paid");
            } catch (Exception e) {
              thrown.set(e);
              flag.set(Thread.currentThread().isInterrupted());
            }
          });
      assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
      assertThat(flag).hasValue(false);
      assertThat(lease.isHeld()).isTrue();
    }
    assertThat(orders.runs()).hasValue(0);
    awaitFree("order:1");
  }

  @Test
  void thread_interruptedWhileItWaitsForAMethodThatDoesNotDeclareIt_throwsALockException()
      throws Exception {
    start(Orders.class);
    Orders orders = bean(Orders.class);
    try (Lease lease = key("order:1").acquire()) {
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      AtomicReference<Boolean> flag = new AtomicReference<>();
      interruptedOnceItWaits(
          () -> {
            try {
              orders.payUndeclared(1, () -> "paid");
            } catch (RuntimeException e) {
              thrown.set(e);
              flag.set(Thread.currentThread().isInterrupted());
            }
          });
      assertThat(thrown.get())
          .isExactlyInstanceOf(LockException.class)
          .hasMessageContaining("not held")
          .hasCauseInstanceOf(InterruptedException.class);
      assertThat(flag).hasValue(true);
      assertThat(lease.isHeld()).isTrue();
    }
    assertThat(orders.runs()).hasValue(0);
    awaitFree("order:1");
  }

  private void interruptedOnceItWaits(Runnable work) throws InterruptedException {
    Thread thread = new Thread(work, "to be interrupted");
    thread.setDaemon(true);
    thread.start();
    awaitWaiters("order:1", 1);
    thread.interrupt();
    thread.join(Duration.ofMinutes(1).toMillis());
    assertThat(thread.isAlive()).isFalse();
  }

  /** An application on a server of its own, which goes down. */
  @Configuration(proxyBeanMethods = false)
  @EnableLocked
  static class OnItsOwnServer {
    @Bean
    RedisServer server() {
      return RedisServer.start();
    }

    @Bean
    LockClient locks(RedisServer server) {
      return Adapter.JEDIS.connect(server.uri());
    }

    @Bean
    Orders orders() {
      return new Orders();
    }
  }

  @Test
  void redis_isDown_isToldAndTheMethodIsNotRun() {
    startWithoutLocking(OnItsOwnServer.class);
    bean(RedisServer.class).kill();
    assertThatExceptionOfType(BackendException.class).isThrownBy(() -> inBody(() -> 1));
    assertThat(bean(Orders.class).runs()).hasValue(0);
  }

  @Test
  void redis_isDownAtTheRelease_isNotToldInPlaceOfTheResult() throws Exception {
    startWithoutLocking(OnItsOwnServer.class);
    String result =
        inBody(
            () -> {
              bean(RedisServer.class).kill();
              return "paid";
            });
    assertThat(result).isEqualTo("paid");
  }

  @Test
  void currentLease_outsideOfALockedMethod_saysWhyThereIsNone() {
    start(Orders.class);
    assertThat(CurrentLease.find()).isEmpty();
    assertThatIllegalStateException()
        .isThrownBy(CurrentLease::get)
        .withMessageContaining("through its bean");
  }

  @Test
  void currentLease_ofAMethodCalledByItsOwnObject_isNotThere() {
    start(Orders.class);
    assertThatIllegalStateException().isThrownBy(() -> bean(Orders.class).payByItself());
    assertThat(bean(Orders.class).payed().lockName()).isEqualTo(prefix + "self");
  }

  @Test
  void currentLease_afterTheMethod_isNotThere() throws Exception {
    start(Orders.class);
    assertThat(inBody(() -> CurrentLease.find())).isPresent();
    assertThat(CurrentLease.find()).isEmpty();
  }

  /** An annotation of the application's. */
  @Target(ElementType.METHOD)
  @Retention(RetentionPolicy.RUNTIME)
  @Locked("account:#{#p0}")
  @interface OneAtATime {
    @AliasFor(annotation = Locked.class, attribute = "maxWait")
    String patience() default "10s";
  }

  /** Has the annotation in the application's place. */
  interface Accounts {
    @Locked("account:#{#p0}")
    Lease close(String account);
  }

  /** Could not be extended. */
  static final class Ledger implements Accounts {
    @Override
    public Lease close(String account) {
      return CurrentLease.get();
    }
  }

  /** Has an annotation that has it. */
  static class Book {
    @OneAtATime(patience = "0")
    Lease open(String account) {
      return CurrentLease.get();
    }
  }

  @Test
  void annotation_onAnInterface_isFoundForWhatImplementsIt() {
    start(Ledger.class);
    Accounts accounts = bean(Accounts.class);
    assertThat(AopUtils.isJdkDynamicProxy(accounts)).isTrue();
    assertThat(accounts.close("a").lockName()).isEqualTo(prefix + "account:a");
  }

  @Test
  void annotation_withinAnother_isFoundWithItsAliases() throws Exception {
    start(Book.class);
    assertThat(bean(Book.class).open("a").lockName()).isEqualTo(prefix + "account:a");
    try (Lease lease = key("account:a").acquire()) {
      assertThatExceptionOfType(LockTimeoutException.class)
          .isThrownBy(() -> bean(Book.class).open("a"));
      assertThat(lease.isHeld()).isTrue();
    }
  }

  /** Names of all kinds. */
  static class Names {
    @Locked("#{#first}/#{#p1}/#{#a1}/#{#first.length()}/#{@suffix}!")
    String all(String first, Object second) {
      return CurrentLease.get().lockName();
    }

    @Locked("x:#{#p0}")
    String one(Object part) {
      return CurrentLease.get().lockName();
    }

    @Locked("x:#{#p0.get(0)}")
    String first(List<String> changed) {
      changed.clear();
      return CurrentLease.get().lockName();
    }

    @Locked("literal # and $ {}")
    String literal() {
      return CurrentLease.get().lockName();
    }

    @Bean
    String suffix() {
      return "end";
    }
  }

  @Test
  void name_withExpressions_isPutTogether() {
    start(Names.class);
    Names names = bean(Names.class);
    assertThat(names.all("abc", 42)).isEqualTo(prefix + "abc/42/42/3/end!");
    assertThat(names.one(Optional.of("there"))).isEqualTo(prefix + "x:there");
    assertThat(names.literal()).isEqualTo(prefix + "literal # and $ {}");
  }

  @Test
  void name_thatIsNullOrEmptyInPart_isRefusedAndNothingIsLocked() {
    start(Names.class);
    Names names = bean(Names.class);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> names.one(null))
        .withMessageContaining("#{#p0}")
        .withMessageContaining("Names.one(Object)")
        .withMessageContaining("null");
    assertThatIllegalArgumentException().isThrownBy(() -> names.one(""));
    assertThatIllegalArgumentException().isThrownBy(() -> names.one(Optional.empty()));
    assertFree("x:");
  }

  @Test
  void name_ofAnObjectWithoutATextOfItsOwn_isRefused() {
    start(Names.class);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bean(Names.class).one(new Object()))
        .withMessageContaining("in each process");
    assertThatIllegalArgumentException().isThrownBy(() -> bean(Names.class).one(new long[] {1}));
  }

  @Test
  void name_ofAnArgumentThatIsChanged_staysAsItWas() {
    start(Names.class);
    assertThat(bean(Names.class).first(new ArrayList<>(List.of("a")))).isEqualTo(prefix + "x:a");
    assertFree("x:a");
  }

  @Test
  void name_withoutAPrefixOfTheApplications_beginsWithLock() {
    properties.clear();
    start(Names.class);
    assertThat(bean(Names.class).one(prefix)).isEqualTo("lock:x:" + prefix);
  }

  /** How locks are held. */
  @Configuration(proxyBeanMethods = false)
  static class Ways {
    @Bean
    LockOptions unending() {
      return LockOptions.defaults().neverExpires();
    }

    @Bean(defaultCandidate = false)
    LockClient onDatabaseOne() {
      return Adapter.JEDIS.connect(RedisServer.shared().uri() + "/1?timeout=20s");
    }

    @Bean
    Job job() {
      return new Job();
    }

    static class Job {
      @Locked(value = "${name}:#{#p0}", lease = "${lease}", maxWait = "${patience}")
      Lease byPlaceholders(int id) {
        return CurrentLease.get();
      }

      @Locked(value = "held", lease = "PT10H")
      Duration withLease() {
        return CurrentLease.get().remaining();
      }

      @Locked(value = "held", lease = "10h", maxHold = "5h")
      Duration withMaxHold() {
        return CurrentLease.get().remaining();
      }

      @Locked(value = "held", options = "unending")
      Duration withOptions() {
        return CurrentLease.get().remaining();
      }

      @Locked(value = "held", client = "onDatabaseOne")
      <T> T withClient(Supplier<T> work) {
        return work.get();
      }
    }
  }

  private Ways.Job job() {
    properties.putAll(Map.of("name", "given", "lease", "20h", "patience", "0"));
    start(Ways.class);
    return bean(Ways.Job.class);
  }

  @Test
  void attributes_withPlaceholders_areWhatThePropertiesSay() throws Exception {
    Ways.Job job = job();
    assertThat(job.byPlaceholders(1).lockName()).isEqualTo(prefix + "given:1");
    try (Lease lease = key("given:1").acquire()) {
      assertThatExceptionOfType(LockTimeoutException.class).isThrownBy(() -> job.byPlaceholders(1));
      assertThat(lease.isHeld()).isTrue();
    }
  }

  @Test
  void attributes_ofHowALockIsHeld_areKept() {
    Ways.Job job = job();
    assertThat(job.withLease()).isBetween(Duration.ofHours(9), Duration.ofHours(10));
    assertThat(job.withMaxHold()).isBetween(Duration.ofHours(4), Duration.ofHours(5));
    assertThat(job.withOptions()).isGreaterThan(Duration.ofDays(366));
    assertFree("held");
  }

  @Test
  void client_givenByName_holdsTheLock() {
    Ways.Job job = job();
    try (LockClient one = Adapter.JEDIS.connect(RedisServer.shared().uri() + "/1?timeout=20s")) {
      assertThat(job.withClient(() -> one.lock(prefix + "held").isLocked())).isTrue();
      assertThat(job.withClient(() -> key("held").isLocked())).isFalse();
    }
  }

  @Test
  void client_another_isNotTheSameLock() {
    Ways.Job job = job();
    Duration inner = job.withClient(job::withLease);
    assertThat(inner).isGreaterThan(Duration.ofHours(9));
  }
}
