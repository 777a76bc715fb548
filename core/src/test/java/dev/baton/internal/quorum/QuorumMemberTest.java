package dev.baton.internal.quorum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.baton.BackendException;
import dev.baton.LockOptions;
import dev.baton.internal.runtime.Engine;
import dev.baton.internal.settings.ClientSettings;
import dev.baton.internal.time.Environment;
import dev.baton.internal.time.MonotonicClock;
import dev.baton.internal.time.Timer;
import dev.baton.spi.Connector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** One server of a quorum, from the first try to connect to its end. */
class QuorumMemberTest {
  private final SteppedTimer timer = new SteppedTimer();
  private final Node node = new Node(timer);
  private final Link link = new Link(node, () -> 0);
  private final MonotonicClock clock = new MonotonicClock(timer);
  private final List<Long> triedAtMillis = new ArrayList<>();
  private Runnable onOpening = () -> {};
  private final QuorumMember member =
      new QuorumMember(link, this::open, new Timer(clock, timer), clock, Runnable::run);

  private Engine open(Connector to) {
    triedAtMillis.add(TimeUnit.NANOSECONDS.toMillis(clock.nanoTime()));
    Engine opened =
        Engine.open(
            to,
            new ClientSettings(LockOptions.defaults(), "test", Duration.ofMinutes(10), ""),
            new Environment(timer, timer, Runnable::run, Runnable::run, () -> 1));
    onOpening.run();
    return opened;
  }

  @Test
  void connect_reachable_isConnectedAtOnce() {
    assertThat(member.isConnected()).isFalse();
    assertThat(member.connect()).isCompletedWithValue(Optional.empty());
    assertThat(member.isConnected()).isTrue();
    assertThat(member.lock("k")).isPresent();
  }

  @Test
  void connect_unreachable_isTriedAgainAfterRestsThatDoubleUpToTenSeconds() {
    node.fault = Node.Fault.DOWN;
    CompletableFuture<Optional<RuntimeException>> first = member.connect();
    assertThat(first.join()).containsInstanceOf(BackendException.class);
    timer.advance(TimeUnit.SECONDS.toNanos(33));
    assertThat(triedAtMillis)
        .containsExactly(0L, 100L, 300L, 700L, 1_500L, 3_100L, 6_300L, 12_700L, 22_700L, 32_700L);
    node.fault = Node.Fault.NONE;
    timer.advance(TimeUnit.SECONDS.toNanos(10));
    assertThat(member.isConnected()).isTrue();
    timer.advance(TimeUnit.MINUTES.toNanos(1));
    assertThat(triedAtMillis).hasSize(11);
  }

  @Test
  void vote_withoutAConnection_isRefusedWithTheReason() {
    node.fault = Node.Fault.DOWN;
    var unused = member.connect();
    assertThat(member.lock("k")).isEmpty();
    assertThat(member.engine()).isEmpty();
    assertThat(World.failure(member.tryAcquire("k", LockOptions.defaults())))
        .isInstanceOf(BackendException.class)
        .hasMessageContaining("no connection to memory yet")
        .hasCauseInstanceOf(BackendException.class);
  }

  @Test
  void vote_afterTheClose_isRefused() {
    var unused = member.connect();
    member.close();
    assertThat(World.failure(member.tryAcquire("k", LockOptions.defaults())))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void close_whileItIsConnecting_closesWhatWasOpened() {
    onOpening = member::close;
    var unused = member.connect();
    Engine opened = member.engine().orElseThrow();
    assertThatIllegalStateException().isThrownBy(opened.lock("k")::tryAcquire);
  }

  @Test
  void close_beforeItIsConnected_endsTheTries() {
    node.fault = Node.Fault.DOWN;
    var unused = member.connect();
    member.close();
    node.fault = Node.Fault.NONE;
    timer.advance(TimeUnit.MINUTES.toNanos(1));
    assertThat(triedAtMillis).containsExactly(0L);
    assertThat(member.isConnected()).isFalse();
  }
}
