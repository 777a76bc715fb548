package dev.baton.internal.runtime;

import static dev.baton.internal.runtime.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.BackendException;
import dev.baton.ElectionOptions;
import dev.baton.LeaderElection;
import dev.baton.LeaderObserver;
import dev.baton.LeaderObserver.Leader;
import dev.baton.LockClient;
import dev.baton.LockOptions;
import dev.baton.internal.deferred.DeferredClient;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Candidates, and those who look on, before their client has connected. */
class DeferredElectionTest {
  private static final ElectionOptions OPTIONS = ElectionOptions.candidate("one");

  private final ScriptedBackend backend = new ScriptedBackend();
  private final CountDownLatch up = new CountDownLatch(1);
  private final LockClient client =
      DeferredClient.open(
          () -> {
            Eventually.await(up);
            return backend.engine();
          },
          "server-1",
          LockOptions.defaults());

  @AfterEach
  void close() {
    up.countDown();
    client.close();
  }

  @Test
  void candidate_beforeTheClientIsThere_leadsOnceItIs() {
    CompletableFuture<Long> term = new CompletableFuture<>();
    CountDownLatch end = new CountDownLatch(1);
    LeaderElection election =
        client.elect(
            "boss",
            OPTIONS,
            leadership -> {
              term.complete(leadership.term());
              end.await();
            });
    assertThat(election.name()).isEqualTo("boss");
    assertThat(election.isLeader()).isFalse();
    assertThat(election.leadership()).isEmpty();
    assertThatThrownBy(election::leader).isInstanceOf(BackendException.class);
    up.countDown();
    Eventually.resultOf(term);
    await().until(election::isLeader); // it may work before elect() has returned
    assertThat(election.leadership()).isPresent();
    assertThat(election.leader()).isEmpty(); // as this server answers
    election.close();
    assertThat(election.isLeader()).isFalse();
  }

  @Test
  void candidate_closedBeforeTheClientIsThere_neverAsks() {
    client.elect("boss", OPTIONS, leadership -> {}).close();
    up.countDown();
    await()
        .ignoreExceptionsInstanceOf(BackendException.class) // it is not connected yet
        .until(() -> !client.lock("k").tryAcquire().isEmpty());
    assertThat(backend.commands("ACQUIRE")).hasSize(1);
  }

  @Test
  void onlooker_beforeTheClientIsThere_isToldOnceItIs() {
    Queue<Optional<Leader>> seen = new ConcurrentLinkedQueue<>();
    LeaderObserver observer = client.observe("boss");
    observer.onChange(seen::add);
    up.countDown();
    await().until(() -> seen.contains(Optional.<Leader>empty()));
    assertThat(observer.leader()).isEmpty();
    observer.close();
    assertThatIllegalStateException().isThrownBy(() -> observer.onChange(seen::add));
  }

  @Test
  void client_thatRefuses_isSaidInTheLog() {
    try (LogRecords log = new LogRecords()) {
      backend.onConnect(() -> {});
      LockClient refusing =
          DeferredClient.open(
              () -> {
                Eventually.await(up);
                Engine closed = backend.engine();
                closed.close();
                return closed;
              },
              "server-1",
              LockOptions.defaults());
      LeaderElection election = refusing.elect("boss", OPTIONS, leadership -> {});
      up.countDown();
      await().untilAsserted(() -> assertThat(log.lines("is closed")).hasSize(1));
      assertThat(election.isLeader()).isFalse();
      refusing.close();
    }
  }
}
