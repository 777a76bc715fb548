package dev.baton.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.baton.spi.Backend;
import dev.baton.spi.Command;
import dev.baton.spi.ConnectionFault;
import dev.baton.spi.ServerError;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Subscriptions that others interfere with: callers, nodes, and moves of the slot. */
class SubscriptionRaceTest extends ClusterCase {

  @Test
  void subscribe_whileAnotherSubscribesTheSame_waitsForItAndIsAskedForOnce() {
    Backend backend = connect();
    CountDownLatch gate = holdSubscribing(2);
    Subscribing first = Subscribing.begin(backend);
    awaitTrue(() -> cluster.node(2).count("SSUBSCRIBE") == 1);
    Subscribing second = Subscribing.begin(backend);
    second.awaitParked();
    gate.countDown();

    first.done();
    second.done();
    assertThat(cluster.node(2).count("SSUBSCRIBE")).isEqualTo(1);
    assertThat(cluster.node(2).hasChannel(THREE)).isTrue();
  }

  @Test
  void subscribe_whileAnotherIsRefusedTheSame_isTriedByTheSecond() {
    Backend backend = connect();
    CountDownLatch gate = new CountDownLatch(1);
    AtomicInteger asked = new AtomicInteger();
    cluster.node(2).script =
        onSubscribe(
            () -> {
              if (asked.incrementAndGet() > 1) {
                return null;
              }
              await(gate);
              return new ServerError("NOPERM");
            });
    Subscribing first = Subscribing.begin(backend);
    awaitTrue(() -> asked.get() == 1);
    Subscribing second = Subscribing.begin(backend);
    second.awaitParked();
    gate.countDown();

    assertThat(first.failure()).isInstanceOf(ServerError.class).hasMessage("NOPERM");
    second.done();
    assertThat(cluster.node(2).hasChannel(THREE)).isTrue();
    assertThat(told.pushed()).isEmpty();
  }

  @Test
  void subscribe_whileAnotherTakesTooLong_faultsAndLeavesThatOneAlone() {
    useShortTimeouts();
    Backend backend = connect();
    CountDownLatch gate = holdSubscribing(2);
    Subscribing first = Subscribing.begin(backend);
    awaitTrue(() -> cluster.node(2).count("SSUBSCRIBE") == 1);

    assertThat(subscribeFault(backend))
        .hasMessageContaining("did not confirm a subscription in time")
        .matches(ConnectionFault::mayHaveRun);
    gate.countDown();
    first.done();
    assertThat(cluster.node(2).hasChannel(THREE)).isTrue();
  }

  @Test
  void unsubscribe_whileSubscribing_endsItAtTheNodeOnceThatHasIt() {
    Backend backend = connect();
    CountDownLatch gate = holdSubscribing(2);
    Subscribing subscribing = Subscribing.begin(backend);
    awaitTrue(() -> cluster.node(2).count("SSUBSCRIBE") == 1);
    backend.unsubscribe(bytes(THREE), true);
    assertThat(cluster.node(2).count("SUNSUBSCRIBE")).isZero();
    gate.countDown();

    subscribing.done();
    assertThat(cluster.node(2).count("SUNSUBSCRIBE")).isEqualTo(1);
    assertThat(cluster.node(2).hasChannel(THREE)).isFalse();
    assertThat(told.pushed()).isEmpty();
    backend.subscribe(bytes(THREE), true);
    assertThat(cluster.node(2).hasChannel(THREE)).isTrue();
  }

  @Test
  void subscribe_ownerCannotBeReached_faultsAndIsForgotten() {
    Backend backend = connect();
    cluster.node(3).state = ScriptedNode.State.DOWN;
    cluster.move(SLOT_THREE, cluster.node(3));

    assertThat(subscribeFault(backend)).hasMessageContaining("10.0.0.1:7003");
    cluster.node(3).state = ScriptedNode.State.UP;
    backend.subscribe(bytes(THREE), true);
    assertThat(cluster.node(3).hasChannel(THREE)).isTrue();
    assertThat(told.pushed()).isEmpty();
  }

  @Test
  void subscribe_ownerIsNotOpenInTime_faultsAndIsNotSentLater() {
    useShortTimeouts();
    Backend backend = connect();
    CountDownLatch gate = new CountDownLatch(1);
    cluster.node(3).gate = gate;
    cluster.move(SLOT_THREE, cluster.node(3));

    assertThat(subscribeFault(backend)).hasMessageContaining("did not confirm");
    gate.countDown();
    awaitTrue(() -> !cluster.node(3).connections.isEmpty());
    assertThat(cluster.node(3).count("SSUBSCRIBE")).isZero();
  }

  @Test
  void subscribe_slotWithoutPrimary_faultsAndHasNotRun() {
    cluster.move(SLOT_THREE, null);
    Backend backend = connect();

    assertThat(subscribeFault(backend))
        .hasMessageContaining("slot 12182")
        .matches(fault -> !fault.mayHaveRun());
    cluster.move(SLOT_THREE, cluster.node(2));
    awaitTrue(() -> catchThrowable(() -> backend.subscribe(bytes(THREE), true)) == null);
    assertThat(cluster.node(2).hasChannel(THREE)).isTrue();
  }

  @Test
  void subscribe_nodesNameEachOther_endsWithAFaultThatSaysSo() {
    Backend backend = connect();
    for (int node = 0; node < 2; node++) {
      String other = cluster.node(1 - node).address.toString();
      cluster.node(node).script = onSubscribe(() -> new ServerError("MOVED 5061 " + other));
    }
    ConnectionFault fault =
        faultOf(
            () -> {
              backend.subscribe(bytes(ONE), true);
              return null;
            });

    assertThat(fault).hasMessageContaining("go on naming each other");
    assertThat(fault.mayHaveRun()).isFalse();
    assertThat(cluster.node(0).count("SSUBSCRIBE") + cluster.node(1).count("SSUBSCRIBE"))
        .isEqualTo(17);
  }

  @Test
  void subscribe_redirectedToNobodyOrForOnce_isNotFollowed() {
    Backend backend = connect();
    for (String away : new String[] {"MOVED 12182 ?:7001", "ASK 12182 10.0.0.1:7001"}) {
      cluster.node(2).script = onSubscribe(() -> new ServerError(away));
      assertThat(subscribeFault(backend).mayHaveRun()).isFalse();
    }
    assertThat(cluster.node(2).count("SSUBSCRIBE")).isEqualTo(2);
    assertThat(cluster.node(1).count("SSUBSCRIBE")).isZero();
  }

  @Test
  void channel_endedAtANodeThatDoesNotHaveIt_isOfNoAccount() {
    Backend backend = connect();
    backend.subscribe(bytes(THREE), true);
    cluster.node(0).connections.get(0).listener.onUnsubscribed(bytes(THREE));
    cluster.node(2).connections.get(0).listener.onUnsubscribed(bytes("never"));
    cluster.node(2).publish(THREE, "hello");

    assertThat(told.pushed()).containsExactly("hello");
    assertThat(cluster.node(2).count("SSUBSCRIBE")).isEqualTo(1);
  }

  @Test
  void subscribe_ofAChannelBeingRestored_returnsAtOnce() {
    Backend backend = connect();
    backend.subscribe(bytes(THREE), true);
    CountDownLatch gate = holdSubscribing(0);
    cluster.move(SLOT_THREE, cluster.node(0));
    awaitTrue(() -> cluster.node(0).count("SSUBSCRIBE") == 1);
    backend.subscribe(bytes(THREE), true);
    assertThat(told.pushed()).containsExactly("lost");
    gate.countDown();

    awaitTrue(() -> told.pushed().contains("resubscribed"));
    assertThat(cluster.node(0).count("SSUBSCRIBE")).isEqualTo(1);
  }

  @Test
  void unsubscribe_ofAChannelBeingRestored_endsItAtTheNewOwner() {
    Backend backend = connect();
    backend.subscribe(bytes(THREE), true);
    CountDownLatch gate = holdSubscribing(0);
    cluster.move(SLOT_THREE, cluster.node(0));
    awaitTrue(() -> cluster.node(0).count("SSUBSCRIBE") == 1);
    backend.unsubscribe(bytes(THREE), true);
    gate.countDown();

    awaitTrue(() -> cluster.node(0).count("SUNSUBSCRIBE") == 1);
    assertThat(cluster.node(0).hasChannel(THREE)).isFalse();
    assertThat(told.pushed()).containsExactly("lost", "resubscribed");
  }

  @Test
  void unsubscribe_thenSubscribe_ofAChannelBeingRestored_keepsIt() {
    Backend backend = connect();
    backend.subscribe(bytes(THREE), true);
    CountDownLatch gate = holdSubscribing(0);
    cluster.move(SLOT_THREE, cluster.node(0));
    awaitTrue(() -> cluster.node(0).count("SSUBSCRIBE") == 1);
    backend.unsubscribe(bytes(THREE), true);
    backend.subscribe(bytes(THREE), true);
    gate.countDown();

    awaitTrue(() -> told.pushed().size() == 4);
    assertThat(told.pushed()).containsExactly("lost", "resubscribed", "lost", "resubscribed");
    assertThat(cluster.node(0).hasChannel(THREE)).isTrue();
    assertThat(cluster.node(0).count("SUNSUBSCRIBE")).isZero();
  }

  @Test
  void restoring_newOwnerIsLost_triesAllOfItsChannelsAgain() {
    Backend backend = connect();
    backend.subscribe(bytes(THREE), true);
    backend.subscribe(bytes("{foo}2"), true);
    AtomicBoolean reachable = new AtomicBoolean();
    cluster.node(0).script =
        onSubscribe(() -> reachable.get() ? null : new ConnectionFault("cut", true, null));
    cluster.move(SLOT_THREE, cluster.node(0));
    awaitTrue(() -> cluster.node(0).count("SSUBSCRIBE") >= 2);
    assertThat(told.pushed()).containsExactly("lost");
    List<String> tried =
        cluster.node(0).log.stream().filter(line -> line.contains("SSUBSCRIBE")).toList();
    assertThat(tried.get(1)).as("once a look, whichever is first").isEqualTo(tried.get(0));
    reachable.set(true);

    awaitTrue(() -> told.pushed().contains("resubscribed"));
    assertThat(cluster.node(0).hasChannel(THREE)).isTrue();
    assertThat(cluster.node(0).hasChannel("{foo}2")).isTrue();
    assertThat(told.pushed()).containsExactly("lost", "resubscribed");
  }

  @Test
  void restoring_redirected_followsToTheOwnerAfterThat() {
    Backend backend = connect();
    backend.subscribe(bytes(THREE), true);
    for (int node = 0; node < 4; node++) {
      cluster.node(node).belief = cluster.owners();
      cluster.node(node).belief[SLOT_THREE] = cluster.node(0); // all but the new owner are late
    }
    cluster.move(SLOT_THREE, cluster.node(1));

    awaitTrue(() -> cluster.node(1).hasChannel(THREE));
    awaitTrue(() -> told.pushed().contains("resubscribed"));
    assertThat(cluster.node(0).count("SSUBSCRIBE")).isPositive();
  }

  /** Has a node answer no subscription before the gate is open. */
  private CountDownLatch holdSubscribing(int node) {
    CountDownLatch gate = new CountDownLatch(1);
    cluster.node(node).script =
        onSubscribe(
            () -> {
              await(gate);
              return null;
            });
    return gate;
  }

  private static Function<Command, @Nullable Object> onSubscribe(
      Supplier<@Nullable Object> answer) {
    return command -> command.toString().equals("SSUBSCRIBE") ? answer.get() : null;
  }

  private static void await(CountDownLatch gate) {
    try {
      assertThat(gate.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException("the tests interrupt nobody here", e);
    }
  }

  /** A call that subscribes, on a thread of its own. */
  private record Subscribing(Thread thread, CompletableFuture<Void> result) {

    static Subscribing begin(Backend backend) {
      CompletableFuture<Void> result = new CompletableFuture<>();
      Thread thread =
          new Thread(
              () -> {
                try {
                  backend.subscribe(bytes(THREE), true);
                  result.complete(null);
                } catch (RuntimeException | Error e) {
                  result.completeExceptionally(e);
                }
              });
      thread.setDaemon(true);
      thread.start();
      return new Subscribing(thread, result);
    }

    void awaitParked() {
      awaitTrue(() -> thread.getState() == Thread.State.WAITING);
    }

    void done() {
      result.copy().orTimeout(60, TimeUnit.SECONDS).join();
    }

    Throwable failure() {
      Throwable thrown = catchThrowable(this::done);
      return thrown instanceof CompletionException ? thrown.getCause() : thrown;
    }
  }

  private static ConnectionFault subscribeFault(Backend backend) {
    return faultOf(
        () -> {
          backend.subscribe(bytes(THREE), true);
          return null;
        });
  }
}
