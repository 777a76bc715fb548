package dev.baton.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.spi.Backend;
import dev.baton.spi.ServerError;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class SubscriptionTest extends ClusterCase {

  @Test
  void channel_isSubscribedAtThePrimaryOfItsSlot() {
    Backend backend = connect();
    backend.subscribe(bytes(ONE), true);
    backend.subscribe(bytes(THREE), true);
    backend.subscribe(bytes(THREE), true);
    assertThat(cluster.node(0).hasChannel(ONE)).isTrue();
    assertThat(cluster.node(2).hasChannel(THREE)).isTrue();
    assertThat(cluster.node(2).count("SSUBSCRIBE")).isEqualTo(1);
    cluster.node(2).publish(THREE, "hello");
    assertThat(told.pushed()).containsExactly("hello");
  }

  @Test
  void channel_notSharded_isRefused() {
    Backend backend = connect();
    assertThatThrownBy(() -> backend.subscribe(bytes(ONE), false))
        .isInstanceOf(ServerError.class)
        .hasMessageContaining("Redis")
        .hasMessageContaining("7");
  }

  @Test
  void subscribe_movedRefusal_isFollowed() {
    Backend backend = connect();
    cluster.move(SLOT_THREE, cluster.node(3));
    backend.subscribe(bytes(THREE), true);
    assertThat(cluster.node(2).count("SSUBSCRIBE")).isEqualTo(1);
    assertThat(cluster.node(3).hasChannel(THREE)).isTrue();
    assertThat(told.pushed()).isEmpty();
  }

  @Test
  void subscribe_refusedOrUnreachable_failsAndIsNotTriedAgain() {
    Backend backend = connect();
    cluster.node(2).script =
        command -> command.toString().equals("SSUBSCRIBE") ? new ServerError("NOPERM") : null;
    assertThatThrownBy(() -> backend.subscribe(bytes(THREE), true))
        .isInstanceOf(ServerError.class)
        .hasMessage("NOPERM");
    cluster.node(2).script = command -> null;
    cluster.node(2).cut();
    assertThat(
            faultOf(
                () -> {
                  backend.subscribe(bytes(THREE), true);
                  return null;
                }))
        .isNotNull();
    cluster.node(2).comeBack();
    backend.subscribe(bytes("{foo}2"), true);
    assertThat(cluster.node(2).hasChannel(THREE)).isFalse();
    backend.subscribe(bytes(THREE), true);
    assertThat(cluster.node(2).hasChannel(THREE)).isTrue();
    assertThat(told.pushed()).isEmpty();
  }

  @Test
  void subscribe_endedBeforeItReturns_isSubscribedAgain() {
    Backend backend = connect();
    AtomicBoolean once = new AtomicBoolean();
    cluster.node(2).script =
        command -> {
          if (command.toString().equals("SSUBSCRIBE") && once.compareAndSet(false, true)) {
            cluster.node(2).connections.get(0).listener.onUnsubscribed(bytes(THREE));
          }
          return null;
        };
    backend.subscribe(bytes(THREE), true);
    assertThat(cluster.node(2).count("SSUBSCRIBE")).isEqualTo(2);
    assertThat(told.pushed()).isEmpty();
  }

  @Test
  void slot_moved_channelFollowsIt_lossAndReturnAreTold() {
    Backend backend = connect();
    backend.subscribe(bytes(THREE), true);
    cluster.move(SLOT_THREE, cluster.node(0));
    assertThat(told.pushed()).startsWith("lost");
    awaitTrue(() -> told.pushed().contains("resubscribed"));
    assertThat(told.pushed()).containsExactly("lost", "resubscribed");
    assertThat(cluster.node(0).hasChannel(THREE)).isTrue();
  }

  @Test
  void primary_failedOver_channelsFollow_evenIfTheOldOneSaysNothing() {
    Backend backend = connect();
    backend.subscribe(bytes(THREE), true);
    backend.subscribe(bytes(ONE), true);
    cluster.failOver(cluster.node(2), cluster.node(3));
    assertThat(text(backend.execute(get(THREE)))).isEqualTo(doneAt(3));
    awaitTrue(() -> told.pushed().contains("resubscribed"));
    assertThat(told.pushed()).containsExactly("lost", "resubscribed");
    assertThat(cluster.node(3).hasChannel(THREE)).isTrue();
    assertThat(cluster.node(2).log).anyMatch(line -> line.endsWith("SUNSUBSCRIBE foo"));
    cluster.node(2).cut(); // what it loses now is of no account
    assertThat(told.pushed()).containsExactly("lost", "resubscribed");
  }

  @Test
  void pushConnections_lostOfTwoNodes_areToldOnce_andBackWhenBothAre() {
    Backend backend = connect();
    backend.subscribe(bytes(ONE), true);
    backend.subscribe(bytes(THREE), true);
    cluster.node(0).cut();
    cluster.node(2).cut();
    assertThat(told.pushed()).containsExactly("lost");
    cluster.node(0).comeBack();
    assertThat(told.pushed()).containsExactly("lost");
    cluster.node(2).comeBack();
    assertThat(told.pushed()).containsExactly("lost", "resubscribed");
    assertThat(cluster.node(2).count("SSUBSCRIBE")).as("nodes renew by themselves").isEqualTo(1);
  }

  @Test
  void slot_withoutPrimary_channelIsTriedAgainUntilThereIsOne() {
    Backend backend = connect();
    backend.subscribe(bytes(THREE), true);
    cluster.move(SLOT_THREE, null);
    assertThat(told.pushed()).containsExactly("lost");
    cluster.move(SLOT_THREE, cluster.node(3));
    awaitTrue(() -> cluster.node(3).hasChannel(THREE));
    awaitTrue(() -> told.pushed().contains("resubscribed"));
  }

  @Test
  void restoring_refused_isTriedAgainUntilItWorks() {
    Backend backend = connect();
    backend.subscribe(bytes(THREE), true);
    cluster.node(0).script =
        command ->
            command.toString().equals("SSUBSCRIBE") ? new ServerError("CLUSTERDOWN x") : null;
    cluster.move(SLOT_THREE, cluster.node(0));
    awaitTrue(() -> cluster.node(0).count("SSUBSCRIBE") >= 2);
    assertThat(told.pushed()).containsExactly("lost");
    cluster.node(0).script = command -> null;
    awaitTrue(() -> told.pushed().contains("resubscribed"));
  }

  @Test
  void channel_unsubscribed_isForgottenAndNotRestored() {
    Backend backend = connect();
    backend.subscribe(bytes(THREE), true);
    backend.subscribe(bytes("{foo}2"), true);
    backend.unsubscribe(bytes(THREE), true);
    backend.unsubscribe(bytes("never"), true);
    assertThat(cluster.node(2).hasChannel(THREE)).isFalse();
    cluster.move(SLOT_THREE, cluster.node(0));
    awaitTrue(() -> told.pushed().contains("resubscribed"));
    assertThat(cluster.node(0).hasChannel("{foo}2")).isTrue();
    assertThat(cluster.node(0).hasChannel(THREE)).isFalse();
    backend.subscribe(bytes(THREE), true);
    assertThat(cluster.node(0).hasChannel(THREE)).isTrue();
  }

  @Test
  void channel_unsubscribedWhileMissing_isMissedNoMore() {
    Backend backend = connect();
    backend.subscribe(bytes(THREE), true);
    cluster.move(SLOT_THREE, null);
    backend.unsubscribe(bytes(THREE), true);
    awaitTrue(() -> told.pushed().contains("resubscribed"));
    assertThat(told.pushed()).containsExactly("lost", "resubscribed");
  }
}
