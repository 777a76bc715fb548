package dev.baton.internal.election;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.ElectionOptions;
import dev.baton.LeaderElection;
import dev.baton.LeaderElection.Reason;
import dev.baton.Leadership;
import dev.baton.ReleaseOutcome;
import dev.baton.internal.lease.MemberLease;
import dev.baton.internal.script.ElectionCalls;
import dev.baton.internal.script.LockKeys;
import dev.baton.internal.script.ServerFeatures;
import dev.baton.internal.time.DueTimer;
import dev.baton.internal.time.MonotonicClock;
import dev.baton.internal.time.Timer;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A term by itself, in orders that its candidate comes to only by chance. */
class IncumbencyTest {
  private final List<String> told = new ArrayList<>();

  private final LeaderElection.Listener listener =
      new LeaderElection.Listener() {
        @Override
        public void elected(Leadership leadership) {
          told.add("elected");
        }

        @Override
        public void deposed(Leadership leadership, Reason why) {
          told.add("deposed");
        }
      };

  private final Incumbency term =
      new Incumbency(
          surroundings(),
          LockKeys.of("boss"),
          ElectionOptions.candidate("me"),
          listener,
          new Callbacks(Runnable::run),
          (MemberLease)
              Proxy.newProxyInstance(
                  MemberLease.class.getClassLoader(),
                  new Class<?>[] {MemberLease.class},
                  (proxy, method, arguments) -> held(method)));

  @SuppressWarnings("NullAway") // a term that is over sends nothing
  private static Surroundings surroundings() {
    DueTimer timer = new DueTimer();
    MonotonicClock clock = new MonotonicClock(timer);
    return new Surroundings(
        "",
        new ElectionCalls(ServerFeatures.LEAST),
        null,
        null,
        null,
        clock,
        new Timer(clock, timer),
        Runnable::run,
        () -> true,
        null);
  }

  /** What a lease says that is held. */
  private static @Nullable Object held(Method asked) {
    return switch (asked.getName()) {
      case "isHeld" -> true;
      case "remaining" -> Duration.ofSeconds(15);
      case "fencingToken" -> 7L;
      case "lockName" -> "boss";
      case "releaseAsync" -> CompletableFuture.completedFuture(ReleaseOutcome.ALREADY_LOST);
      default -> null;
    };
  }

  /** As when its candidate is closed while it is granted the lock, on another thread. */
  @Test
  void ended_beforeItsBeginningWasTold_isToldToNobody_andGivenBack() {
    term.end(Reason.CLOSED);
    term.begin();

    assertThat(told).isEmpty();
    assertThat(term.told()).isCompleted();
    assertThat(term.released()).isCompleted();
  }
}
