package dev.baton.testing.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.BackendException;
import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.testing.conformance.BlockingCall.Scene;
import dev.baton.testing.server.RedisServer;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Calls that would wait, in callbacks on threads that must not: those that bring replies and
 * messages, and the one that does what is due.
 */
@Execution(ExecutionMode.CONCURRENT)
class CallbackTest extends Contract {
  /** What needs no answer to be done. */
  private static final Set<BlockingCall> WITHOUT_AN_ANSWER =
      EnumSet.of(BlockingCall.CLOSE_LEASE, BlockingCall.CLOSE_CLIENT);

  @Override
  RedisServer server() {
    return keep(RedisServer.start());
  }

  /** What a callback is called by, and so on which thread. */
  private enum CalledBy {
    REPLY {
      @Override
      void run(CallbackTest test, LockClient client, Runnable callback) throws Exception {
        test.server.pause();
        CompletionStage<Void> done = callBack(client.lock("free").acquireAsync(), callback);
        test.server.resume();
        get(done.toCompletableFuture());
      }
    },
    MESSAGE {
      @Override
      void run(CallbackTest test, LockClient client, Runnable callback) throws Exception {
        DistributedLock gate = test.lock("gate");
        // Once before, so that the thread that opens the channel has no part in it any more.
        Lease before = gate.acquire();
        CompletionStage<Lease> first = client.lock("gate").acquireAsync();
        eventually().until(() -> test.waiting(gate) == 1);
        before.release();
        get(first.toCompletableFuture()).release();
        Lease held = gate.acquire();
        CompletionStage<Void> done = callBack(client.lock("gate").acquireAsync(), callback);
        eventually().until(() -> test.waiting(gate) == 1);
        held.release();
        get(done.toCompletableFuture());
      }
    },
    TIME_OUT {
      @Override
      void run(CallbackTest test, LockClient client, Runnable callback) throws Exception {
        Lease held = test.lock("gate").acquire();
        Duration soon = Duration.ofMillis(200);
        get(callBack(client.lock("gate").acquireAsync(soon), callback).toCompletableFuture());
        held.release();
      }
    };

    abstract void run(CallbackTest test, LockClient client, Runnable callback) throws Exception;

    static CompletionStage<Void> callBack(CompletionStage<Lease> stage, Runnable callback) {
      return stage.handle(
          (lease, thrown) -> {
            callback.run();
            return null;
          });
    }
  }

  @ParameterizedTest
  @EnumSource(BlockingCall.class)
  void callThatWaits_inACallback_isRefusedOrDoneWithoutWaiting(BlockingCall call) throws Exception {
    for (CalledBy by : CalledBy.values()) {
      redis.send("FLUSHALL");
      LockClient client = client();
      Scene scene = Scene.of(client, client);
      CompletableFuture<Thread> thread = new CompletableFuture<>();
      CompletableFuture<Object> outcome = new CompletableFuture<>();
      by.run(
          this,
          client,
          () -> {
            thread.complete(Thread.currentThread());
            try {
              call.run(scene);
              outcome.complete("done");
            } catch (Exception e) {
              outcome.complete(e);
            }
          });
      assertThat(thread.join()).isNotEqualTo(Thread.currentThread());
      Object ended = get(outcome);
      // The answer to a release can be there by then, on another thread: it tells the outcome.
      boolean answered = call == BlockingCall.RELEASE && ended.equals("done");
      if (WITHOUT_AN_ANSWER.contains(call) || answered) {
        assertThat(ended).as("%s", by).isEqualTo("done");
      } else {
        assertThat(ended)
            .as("%s", by)
            .isInstanceOfSatisfying(BackendException.class, e -> assertRefused(call, e));
      }
      boolean over = EnumSet.of(BlockingCall.RELEASE, BlockingCall.CLOSE_LEASE).contains(call);
      if (call == BlockingCall.CLOSE_CLIENT || over) {
        assertThat(scene.held().isHeld()).isFalse();
        eventually().until(() -> redis.get("k2") == null);
      } else {
        assertThat(scene.held().isHeld()).isTrue();
        assertThat(redis.get("k2")).isNotNull();
      }
      assertThat(redis.get("k")).isNull();
      if (call != BlockingCall.CLOSE_CLIENT) {
        client.lock("afterwards").acquire().release(); // nobody was hurt
      }
    }
  }

  private static void assertRefused(BlockingCall call, BackendException e) {
    assertThat(e).hasMessageContaining("releaseAsync()").hasMessageContaining("thenAcceptAsync");
    assertThat(e.outcome())
        .isEqualTo(
            call == BlockingCall.RELEASE
                ? BackendException.Outcome.UNKNOWN
                : BackendException.Outcome.NOT_DONE);
  }

  @Test
  void release_inACallback_othersKeepTheirConnection() throws Exception {
    LockClient client = client();
    Lease held = client.lock("k2").acquire();
    String connections = connections();
    CompletableFuture<Throwable> thrown = new CompletableFuture<>();
    CalledBy.REPLY.run(
        this,
        client,
        () -> {
          try {
            held.release();
            thrown.complete(new AssertionError("it has waited"));
          } catch (BackendException e) {
            thrown.complete(e);
          }
        });
    assertThat(get(thrown)).isInstanceOf(BackendException.class);
    eventually().until(() -> redis.get("k2") == null);
    client.lock("k2").acquire().release();
    assertThat(connections()).isEqualTo(connections);
  }

  @Test
  void leaseClosedInItsCallback_isPassedOnInTheProcess() throws Exception {
    LockClient client = client();
    Lease first = client.lock("k").acquire();
    CompletableFuture<Void> last = null;
    for (int i = 0; i < 50; i++) {
      last =
          client
              .lock("k")
              .acquireAsync()
              .thenAccept(
                  lease -> {
                    try (lease) {
                      lease.ensureHeld();
                    }
                  })
              .toCompletableFuture();
    }
    first.release();
    get(last);
    eventually().until(() -> redis.get("k") == null);
  }

  private String connections() {
    String stats = (String) redis.send("INFO", "stats");
    return stats
        .lines()
        .filter(line -> line.startsWith("total_connections_received"))
        .findFirst()
        .orElseThrow();
  }
}
