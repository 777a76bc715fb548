package dev.baton.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.Lease;
import dev.baton.LeaseLostException;
import dev.baton.LockTimeoutException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Methods that return a stage. */
class StageTest extends CdiCase {

  /** Runs what a test wants. */
  @ApplicationScoped
  static class Orders {
    @Locked("order:{id}")
    <T> CompletableFuture<T> pay(String id, Supplier<CompletableFuture<T>> work) {
      return work.get();
    }

    @Locked(value = "order:{id}", maxWait = "0")
    CompletionStage<String> payNow(String id) {
      return CompletableFuture.completedFuture(id);
    }

    @Locked(value = "order:{id}", maxWait = "0", whenBusy = WhenBusy.SKIP)
    CompletionStage<Optional<String>> payOrEmpty(String id) {
      return CompletableFuture.completedFuture(Optional.of(id));
    }

    @Locked(value = "order:{id}", maxWait = "0", whenBusy = WhenBusy.SKIP)
    CompletableFuture<String> payOrNull(String id) {
      return CompletableFuture.completedFuture(id);
    }

    @SuppressWarnings("rawtypes")
    @Locked(value = "order:{id}", maxWait = "0", whenBusy = WhenBusy.SKIP)
    CompletionStage payRawOrNull(String id) {
      return CompletableFuture.completedFuture(id);
    }
  }

  /** Calls another. */
  @ApplicationScoped
  static class Shop {
    @Inject Orders orders;

    @Locked("order:{id}")
    CompletableFuture<String> handed(String id, CompletableFuture<String> work) {
      return orders.pay(id, () -> work);
    }

    @Locked("order:{id}")
    Holder begun(String id, CompletableFuture<String> work) {
      return new Holder(orders.pay(id, () -> work));
    }

    /** What a method returns that does not wait for the stage. */
    record Holder(CompletableFuture<String> paid) {}
  }

  @Test
  void lock_ofAMethodThatReturnsAStage_isHeldUntilThatHasCompleted() throws Exception {
    start(Orders.class);
    CompletableFuture<String> work = new CompletableFuture<>();
    CompletableFuture<Lease> begun = new CompletableFuture<>();
    CompletableFuture<String> paid =
        bean(Orders.class)
            .pay(
                id,
                () -> {
                  begun.complete(CurrentLease.get());
                  return work;
                });
    assertThat(get(begun).isHeld()).isTrue();
    assertThat(key("order:" + id).isLocked()).isTrue();
    assertThat(paid).isNotDone();
    assertThat(CurrentLease.find()).isEmpty();
    work.complete("paid");
    assertThat(get(paid)).isEqualTo("paid");
    assertFree("order:" + id);
  }

  @Test
  void result_ofAStage_isToldOnNoThreadOfTheLockClient() throws Exception {
    start(Orders.class);
    CompletableFuture<String> work = new CompletableFuture<>();
    CompletableFuture<String> teller =
        bean(Orders.class).pay(id, () -> work).thenApply(paid -> Thread.currentThread().getName());
    work.complete("paid");
    assertThat(get(teller)).doesNotContain("lettuce").doesNotContain("baton");
  }

  @Test
  void result_thatIsCancelled_leavesTheLockHeldUntilTheWorkHasEnded() {
    start(Orders.class);
    CompletableFuture<String> work = new CompletableFuture<>();
    bean(Orders.class).pay(id, () -> work).cancel(true);
    assertThat(key("order:" + id).isLocked()).isTrue();
    work.complete("paid");
    awaitFree("order:" + id);
  }

  @Test
  void call_ofABusyLock_failsOrIsLeftOut() throws Exception {
    start(Orders.class);
    Orders orders = bean(Orders.class);
    try (Lease lease = key("order:" + id).acquire()) {
      CompletionStage<String> busy = orders.payNow(id);
      assertThatExceptionOfType(LockTimeoutException.class).isThrownBy(() -> get(busy));
      assertThat(get(orders.payOrEmpty(id))).isEmpty();
      assertThat(get(orders.payOrNull(id))).isNull();
      CompletionStage<?> raw = orders.payRawOrNull(id);
      assertThat(get(raw)).isNull();
      assertThat(lease.isHeld()).isTrue();
    }
    assertThat(get(orders.payNow(id))).isEqualTo(id);
    assertThat(get(orders.payOrEmpty(id))).contains(id);
  }

  @Test
  void name_thatCameToNothing_isThrownAtOnce() {
    start(Orders.class);
    assertThatIllegalArgumentException().isThrownBy(() -> bean(Orders.class).payNow(null));
  }

  @Test
  void method_thatThrowsOrFails_failsAndReleasesTheLock() {
    start(Orders.class);
    Orders orders = bean(Orders.class);
    CompletableFuture<String> thrown =
        orders.pay(
            id,
            () -> {
              throw new UnsupportedOperationException();
            });
    assertThatThrownBy(() -> get(thrown)).isInstanceOf(UnsupportedOperationException.class);
    CompletableFuture<String> failed =
        orders.pay(id, () -> CompletableFuture.failedFuture(new IOException()));
    assertThatThrownBy(() -> get(failed)).isInstanceOf(IOException.class);
    assertFree("order:" + id);
  }

  @Test
  void method_thatReturnsNoStage_completesWithNull() throws Exception {
    start(Orders.class);
    CompletableFuture<@Nullable String> paid = bean(Orders.class).pay(id, () -> null);
    assertThat(get(paid)).isNull();
    assertFree("order:" + id);
  }

  @Test
  void lock_lostWhileTheMethodRan_isToldInPlaceOfItsResult() {
    start(Orders.class);
    CompletableFuture<Lease> begun = new CompletableFuture<>();
    CompletableFuture<String> work = new CompletableFuture<>();
    CompletableFuture<String> paid =
        bean(Orders.class)
            .pay(
                id,
                () -> {
                  begun.complete(CurrentLease.get());
                  return work;
                });
    takeAway("order:" + id);
    assertThatExceptionOfType(LeaseLostException.class)
        .isThrownBy(() -> begun.join().renew(Duration.ofMinutes(1)));
    work.complete("paid");
    assertThatExceptionOfType(LeaseLostException.class).isThrownBy(() -> get(paid));
  }

  @Test
  void lock_ofAStageWithinACall_isHeldUntilBothHaveEnded() throws Exception {
    start(Orders.class, Shop.class);
    CompletableFuture<String> work = new CompletableFuture<>();
    CompletableFuture<String> handed = bean(Shop.class).handed(id, work);
    assertThat(key("order:" + id).isLocked()).isTrue();
    work.complete("paid");
    assertThat(get(handed)).isEqualTo("paid");
    assertFree("order:" + id);

    CompletableFuture<String> more = new CompletableFuture<>();
    CompletableFuture<String> begun = bean(Shop.class).begun(id, more).paid();
    assertThat(key("order:" + id).isLocked()).isTrue();
    more.complete("paid");
    assertThat(get(begun)).isEqualTo("paid");
    assertFree("order:" + id);
  }
}
