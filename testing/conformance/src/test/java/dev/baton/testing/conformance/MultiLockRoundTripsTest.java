package dev.baton.testing.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.LockClient;
import dev.baton.MultiLease;
import dev.baton.MultiLock;
import dev.baton.ReleaseOutcome;
import dev.baton.testing.server.RedisServer;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** How often answers are waited for, while several locks are acquired at once. */
@Execution(ExecutionMode.CONCURRENT)
class MultiLockRoundTripsTest extends Contract {
  @Override
  RedisServer server() {
    return keep(RedisServer.start());
  }

  private long scriptsRun() {
    return redis.commandCounts().getOrDefault("evalsha", 0L);
  }

  @Test
  void threeLocks_free_areAskedForBeforeAnyAnswer_andGivenBackSo() throws Exception {
    Relay relay = keep(new Relay(server.port()));
    LockClient client = keep(adapter.connect(relay.uri() + "?timeout=10m"));
    MultiLock locks = client.allOf(client.lock("a"), client.lock("b"), client.lock("c"));
    locks.acquire().release(); // the server knows the scripts

    try {
      long before = scriptsRun();
      relay.holdAnswers();
      CompletableFuture<MultiLease> acquiring = inBackground(locks::acquire);
      eventually().until(() -> scriptsRun() == before + 3);
      assertThat(acquiring).isNotDone();
      relay.letAnswersThrough();
      MultiLease leases = get(acquiring);

      relay.holdAnswers();
      CompletableFuture<ReleaseOutcome> releasing = inBackground(leases::release);
      eventually().until(() -> scriptsRun() == before + 6);
      assertThat(releasing).isNotDone();
      relay.letAnswersThrough();
      assertThat(get(releasing)).isEqualTo(ReleaseOutcome.RELEASED);
    } finally {
      relay.letAnswersThrough();
    }
  }
}
