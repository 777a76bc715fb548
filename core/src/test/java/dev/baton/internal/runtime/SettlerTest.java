package dev.baton.internal.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.internal.link.ScriptRunner;
import dev.baton.internal.link.Settler;
import dev.baton.internal.script.Call;
import dev.baton.internal.script.Calls;
import dev.baton.internal.script.InboxNames;
import dev.baton.internal.script.LockKeys;
import dev.baton.internal.script.ServerFeatures;
import dev.baton.internal.time.Environment;
import dev.baton.internal.time.MonotonicClock;
import dev.baton.internal.time.Timer;
import dev.baton.spi.ConnectionFault;
import dev.baton.spi.ServerError;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettlerTest {
  private static final Calls CALLS =
      new Calls(ServerFeatures.LEAST, InboxNames.common("1x"), Duration.ofMinutes(10));
  private static final Call<?> RELEASE =
      CALLS.release(LockKeys.of("order:42"), "t#1".getBytes(UTF_8), 1, true);
  private static final long NEVER = Long.MAX_VALUE;

  /** Every rest of the settler is over at once, by this clock. */
  private final Timer timer =
      new Timer(() -> Long.MAX_VALUE, Environment.oneThread("settler-test"));

  private final AtomicLong time = new AtomicLong();
  private final ScriptedBackend backend = new ScriptedBackend();
  private final Settler settler =
      new Settler(new ScriptRunner(backend), timer, new MonotonicClock(time::get));

  @BeforeEach
  void tellScriptsApart() {}

  @AfterEach
  void close() {
    timer.close();
  }

  @Test
  void settle_answered_sendsOnce() {
    settler.settle(RELEASE, false, NEVER);

    assertSent(1);
    assertThat(settler.size()).isZero();
  }

  @Test
  void settle_notYetAnswered_isOpen() {
    CompletableFuture<@Nullable Object> reply = backend.hold("RELEASE");
    settler.settle(RELEASE, false, NEVER);
    settler.settle(RELEASE, false, NEVER);
    assertThat(settler.size()).isEqualTo(2);

    reply.complete(ScriptedBackend.words("RELEASED"));
    assertThat(settler.size()).isZero();
  }

  @Test
  void settle_unanswered_sendsUntilAnsweredAndOnceMore() {
    failFirst(5, new ConnectionFault("cut", true, null));
    settler.settle(RELEASE, false, NEVER);

    assertSent(7);
    assertThat(settler.size()).isZero();
  }

  @Test
  void settle_doubtful_sendsOnceMoreAfterTheAnswer() {
    settler.settle(RELEASE, true, NEVER);
    assertThat(settler.size()).isZero();

    assertSent(2);
  }

  @Test
  void settle_refusedForGood_stops() {
    failFirst(1, new ServerError("NOPERM no"));
    settler.settle(RELEASE, true, NEVER);

    assertSent(1);
    assertThat(settler.size()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"LOADING", "MISCONF", "BUSY", "READONLY", "CLUSTERDOWN", "MASTERDOWN"})
  void settle_refusedForNow_sendsUntilAnswered(String code) {
    failFirst(3, new ServerError(code + " said the server"));
    settler.settle(RELEASE, false, NEVER);

    Eventually.awaitTrue(() -> backend.sent.size() >= 4);
    Eventually.awaitTrue(() -> settler.size() == 0);
  }

  @Test
  void settle_whileTheSlotMoves_freesTheLockAlone() {
    failFirst(1, new ServerError("TRYAGAIN said the server"));
    backend.on("FREE", ScriptedBackend.words("RELEASED"));
    settler.settle(RELEASE, false, NEVER);

    assertThat(backend.operations()).containsExactly("RELEASE", "FREE");
    assertThat(settler.size()).isZero();
  }

  @Test
  void settle_troubleOverByItself_stops() {
    time.set(10);
    failFirst(Integer.MAX_VALUE, new ConnectionFault("cut", true, null));
    settler.settle(RELEASE, true, 10);

    assertSent(1);
    assertThat(settler.size()).isZero();
  }

  @Test
  void settle_troubleOverWhileSending_stops() {
    AtomicInteger count = new AtomicInteger();
    backend.on(
        "RELEASE",
        command -> {
          time.set(count.incrementAndGet());
          throw new ConnectionFault("cut", true, null);
        });
    settler.settle(RELEASE, false, 10);

    assertSent(10);
    assertThat(settler.size()).isZero();
  }

  @Test
  void settle_malformedReply_stops() {
    backend.on("RELEASE", ScriptedBackend.words("WHAT"));
    settler.settle(RELEASE, false, NEVER);

    assertSent(1);
    assertThat(settler.size()).isZero();
  }

  private void failFirst(int times, RuntimeException fault) {
    AtomicInteger count = new AtomicInteger();
    backend.on(
        "RELEASE",
        command -> {
          if (count.incrementAndGet() <= times) {
            throw fault;
          }
          return ScriptedBackend.words("RELEASED");
        });
  }

  /** So many in all, also when the timer has nothing left to do. */
  private void assertSent(int times) {
    Eventually.awaitTrue(() -> backend.sent.size() >= times);
    ParkedTimer.drain(timer);
    ParkedTimer.drain(timer);
    assertThat(backend.operations()).hasSize(times).containsOnly("RELEASE");
  }
}
