package dev.baton.testing.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.baton.BackendException;
import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.LockOptions;
import dev.baton.LockState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Finding all locks of a server. */
class FindTest extends Contract {

  private static List<String> names(Stream<LockState> found) {
    return found.map(LockState::name).sorted().toList();
  }

  @Test
  void find_heldLock_tellsWhatInspectDoes() throws Exception {
    Lease lease = lock("order:42").acquire();
    CompletableFuture<Lease> next = lock("order:42").acquireAsync().toCompletableFuture();
    eventually().until(() -> waiting(lock("order:42")) == 1);
    LockState found = client().find("*").findFirst().orElseThrow();
    LockState inspected = lock("order:42").inspect();

    assertThat(found.name()).isEqualTo("order:42");
    assertThat(found.holder()).contains(lease.ownerToken());
    assertThat(found.fencingToken()).contains(lease.fencingToken());
    assertThat(found.waiting()).isEqualTo(1).isEqualTo(inspected.waiting());
    assertThat(found.waiters()).isEmpty();
    assertThat(found.expiresIn().orElseThrow()).isBetween(Duration.ofSeconds(1), lease(30));
    assertThat(found.heldFor().orElseThrow())
        .isLessThanOrEqualTo(inspected.heldFor().orElseThrow());
    lease.release();
    get(next).release();
    assertThat(client().find("*")).isEmpty();
  }

  private static Duration lease(long seconds) {
    return Duration.ofSeconds(seconds);
  }

  @Test
  void heldForAndWaited_growWithTheServersClock() throws Exception {
    Lease lease = lock("k").acquire();
    CompletableFuture<Lease> next = lock("k").acquireAsync().toCompletableFuture();
    eventually()
        .until(
            () ->
                lock("k").inspect().waiters().stream()
                    .anyMatch(waiter -> waiter.waited().toMillis() > 100));
    Duration first = lock("k").inspect().heldFor().orElseThrow();
    eventually()
        .until(() -> lock("k").inspect().heldFor().orElseThrow().minus(first).toMillis() > 100);
    lease.release();
    get(next).release();
    assertThat(lock("k").inspect().heldFor()).isEmpty();
  }

  @Test
  void find_manyLocks_findsEachAndNoOtherKey() throws Exception {
    LockClient client = client();
    List<Lease> leases = new ArrayList<>();
    for (int i = 0; i < 2_500; i++) {
      leases.add(client.lock("lock:" + i).tryAcquire().orElseThrow());
      redis.send("SET", "cache:" + i, "value " + i);
    }
    redis.send("HSET", "hash", "a", "b");

    Set<String> found = new TreeSet<>(names(client.find("*")));
    assertThat(found).hasSize(2_500).allMatch(name -> name.startsWith("lock:"));
    assertThat(client.find("*").limit(3)).hasSize(3);
    assertThat(leases).allMatch(Lease::isHeld);
  }

  @Test
  void find_pattern_isThatOfScan() throws Exception {
    for (String name : List.of("a:1", "a:2", "b:1", "a*1")) {
      lock(name).acquire();
    }
    assertThat(names(client().find("a:?"))).containsExactly("a:1", "a:2");
    assertThat(names(client().find("a\\*1"))).containsExactly("a*1");
    assertThat(names(client().find("c*"))).isEmpty();
    assertThat(names(client().find("b:1"))).containsExactly("b:1");
  }

  @Test
  void find_callersOwnToken_isFoundWithItsFence() throws Exception {
    Lease lease = lock("k", LockOptions.defaults().ownerToken("my own")).acquire();
    assertThat(client().find("*"))
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.holder()).contains("my own");
              assertThat(found.fencingToken()).contains(lease.fencingToken());
              assertThat(found.heldFor()).isPresent();
            });
  }

  @Test
  void foreignString_isFoundOnlyAsForeign_unlessSomebodyWaitsForIt() throws Exception {
    redis.send("SET", "theirs", "x#1");
    redis.send("SET", "b", "y");
    lock("ours").acquire();
    assertThat(names(client().find("*"))).containsExactly("ours");
    assertThat(names(client().findForeign("*"))).containsExactly("b", "theirs");
    LockState theirs = client().findForeign("t*").findFirst().orElseThrow();
    assertThat(theirs.holder()).contains("x#1");
    assertThat(theirs.heldFor()).isEmpty();
    assertThat(theirs.expiresIn()).isEqualTo(Optional.empty());

    CompletableFuture<Lease> waiting = lock("theirs").acquireAsync().toCompletableFuture();
    eventually().until(() -> names(client().find("*")).contains("theirs"));
    waiting.cancel(true);
  }

  @Test
  void find_closedClient_isRefused() {
    LockClient client = client();
    client.close();
    assertThatIllegalStateException().isThrownBy(() -> client.find("*").toList());
  }

  @Test
  void find_userWhoMayNotScan_isRefusedWithTheReason() {
    redis.send("ACL", "SETUSER", "looker", "reset", "on", ">secret", "~*", "+@all", "-scan");
    try (LockClient client = adapter.connect(address().replace("://", "://looker:secret@"))) {
      assertThatExceptionOfType(BackendException.class)
          .isThrownBy(() -> client.find("*").toList())
          .withMessageContaining("NOPERM");
    } finally {
      redis.send("ACL", "DELUSER", "looker");
    }
  }

  @Test
  void find_operatorWithTheRightsOfThePage_works() throws Exception {
    lock("k").acquire();
    client().readWriteLock("shared").readLock().acquire();
    List<String> words =
        Stream.of(
                "ACL SETUSER looker reset on >secret ~* +ping +command|info +client|setname"
                    + " +evalsha +eval +get +exists +pttl +zcard +zrange +zmscore +time +type +scan +getrange"
                    + " +cluster|slots")
            .flatMap(line -> Stream.of(line.split(" ")))
            .toList();
    redis.send(words.toArray(new String[0]));
    try (LockClient client = adapter.connect(address().replace("://", "://looker:secret@"))) {
      assertThat(names(client.find("*"))).containsExactly("k", "shared");
      assertThat(client.lock("k").inspect().holder()).isPresent();
      assertThat(client.lock("shared").inspect().sharing()).isPresent();
    } finally {
      redis.send("ACL", "DELUSER", "looker");
    }
  }
}
