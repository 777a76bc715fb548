package dev.baton.testing.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.baton.FailoverPolicy;
import dev.baton.Lease;
import dev.baton.LockArgs;
import dev.baton.LockClient;
import dev.baton.LockException;
import dev.baton.LockOptions;
import dev.baton.LockState;
import dev.baton.LockTimeoutException;
import dev.baton.RedisLocks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Clients whose keys and channels begin with a prefix, beside others on the same server. */
class PrefixTest extends Contract {
  private LockClient client(String prefix) {
    return keep(LockClient.builder(adapter.connector(address())).prefix(prefix).build());
  }

  @Test
  void lock_ofTwoPrefixes_isTwoLocksWhoseKeysAllBeginWithThem() throws Exception {
    Lease ours = client("team1:").lock("k", STRICT).acquire();
    LockClient other = client("team2:");
    Lease theirs = other.lock("k", STRICT).tryAcquire().orElseThrow();
    CompletableFuture<Lease> next = inBackground(other.lock("k", STRICT)::acquire);
    eventually().until(() -> waiting(other.lock("k")) == 1);

    assertThat(redis.keys()).allMatch(key -> key.startsWith("team1:") || key.startsWith("team2:"));
    assertThat(redis.keys())
        .anyMatch(key -> key.startsWith("team2:baton:queue:{"))
        .anyMatch(key -> key.startsWith("team1:baton:fence:{"));
    assertThat(redis.get("team1:k")).isEqualTo(ours.ownerToken());
    assertThat(redis.get("team2:k")).isEqualTo(theirs.ownerToken());
    theirs.release();
    assertThat(get(next).isHeld()).isTrue();
  }

  @Test
  void names_thatCallersSee_areWithoutThePrefix() throws Exception {
    LockClient client = client("team1:");
    redis.send("RPUSH", "team1:list", "x");
    Lease lease = client.lock("k").acquire();

    assertThat(lease.lockName()).isEqualTo("k");
    assertThat(client.lock("k").name()).isEqualTo("k");
    assertThat(client.lock("k").inspect().name()).isEqualTo("k");
    assertThatExceptionOfType(LockTimeoutException.class)
        .isThrownBy(() -> client("team1:").lock("k").acquire(Duration.ofMillis(10)))
        .returns("k", LockException::lockName)
        .withMessageNotContaining("team1:");
    assertThatExceptionOfType(LockException.class)
        .isThrownBy(() -> client.lock("list").tryAcquire())
        .returns("list", LockException::lockName);
  }

  @Test
  void find_behindAPrefix_seesItsOwnLocksOnly() throws Exception {
    client("team1:").lock("a").acquire();
    client("team2:").lock("a2").acquire();
    lock("a3").acquire();
    client("team1:").readWriteLock("r").readLock().acquire();
    redis.send("SET", "team1:theirs", "x");
    redis.send("SET", "team2:theirs", "x");

    assertThat(client("team1:").find("*").map(LockState::name)).containsExactlyInAnyOrder("a", "r");
    assertThat(client("team1:").find("b*")).isEmpty();
    assertThat(client("team1:").findForeign("*").map(LockState::name)).containsExactly("theirs");
    assertThat(client().find("*").map(LockState::name))
        .containsExactlyInAnyOrder("team1:a", "team1:r", "team2:a2", "a3");
    assertThat(client().findForeign("*").map(LockState::name))
        .containsExactlyInAnyOrder("team1:theirs", "team2:theirs");
  }

  @Test
  void user_ofOnePrefix_canDoAllThatBatonDoesAndNothingElsewhere() throws Exception {
    boolean shardChannels = ((List<?>) redis.send("COMMAND", "INFO", "SPUBLISH")).get(0) != null;
    Rights rights = Rights.ofThePrefix(shardChannels);
    List<String> more = new ArrayList<>(rights.words());
    more.addAll(List.of("+scan", "+getrange", "+info"));
    new Rights(more).grant(redis);
    String address = Rights.asUserOfThePrefix(server.uri());
    LockClient one = keep(adapter.connect(address));
    LockClient two = keep(adapter.connect(address));
    LockOptions guarded = leaseOfMillis(500).failover(FailoverPolicy.quarantine());
    for (LockOptions options :
        List.of(LockOptions.defaults(), LockOptions.defaults().neverExpires(), guarded)) {
      Lease held = one.lock("k", options).acquire();
      CompletableFuture<Lease> next = inBackground(two.lock("k", options)::acquire);
      eventually().until(() -> waiting(one.lock("k")) == 1);
      assertThat(two.find("*").map(LockState::name)).containsExactly("k");
      held.release();
      assertThat(get(next).isHeld()).isTrue();
      get(next).release();
    }
    assertThat(redis.keys()).allMatch(key -> key.startsWith("team1:"));
    assertThat((List<?>) redis.send("ACL", "LOG"))
        .allMatch(entry -> entry.toString().contains("client"));

    String elsewhere = address.replace("prefix=team1:", "prefix=team2:");
    LockClient stranger = keep(adapter.connect(elsewhere));
    assertThatExceptionOfType(LockException.class)
        .isThrownBy(() -> stranger.lock("k").tryAcquire())
        .withMessageContaining("SECURITY.md");
    redis.send("ACL", "DELUSER", "team1");
  }

  @Test
  void rights_ofTheUserWithAPrefix_areTheSameCommands() {
    assertThat(commands(Rights.ofThePrefix(true)))
        .containsExactlyInAnyOrderElementsOf(commands(Rights.all(true)));
  }

  private static List<String> commands(Rights rights) {
    return rights.words().stream().filter(word -> word.startsWith("+")).toList();
  }

  @Test
  void functions_onAClientWithAPrefix_useIt() throws Exception {
    LockClient client = client("team1:");
    String value = RedisLocks.acquireLock("k", LockArgs.defaults().client(client));

    assertThat(redis.get("team1:k")).isEqualTo(value);
    assertThat(RedisLocks.isRedisLocked("k", client)).isTrue();
    assertThat(RedisLocks.releaseLock("k", value, client)).isTrue();
    assertThat(redis.get("team1:k")).isNull();
  }
}
