package dev.baton.testing.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.BackendException;
import dev.baton.BackendException.Outcome;
import dev.baton.DistributedLock;
import dev.baton.FailoverPolicy;
import dev.baton.Lease;
import dev.baton.LockArgs;
import dev.baton.LockClient;
import dev.baton.LockOptions;
import dev.baton.RedisLocks;
import dev.baton.ReleaseOutcome;
import dev.baton.testing.server.RedisServer;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a server refuses, plain or in a script, and what becomes of those who wait, hold and release
 * meanwhile: what passes is waited out. The words that no test can bring a server to say are in
 * ServerRefusalTest of the core.
 */
@Execution(ExecutionMode.CONCURRENT)
class RefusalTest extends Contract {
  private static final LockOptions ENDLESS = LockOptions.defaults().neverExpires();

  private final Queue<String> warnings = new ConcurrentLinkedQueue<>();
  private final Logger logger = Logger.getLogger("dev.baton");
  private final Handler listening =
      new Handler() {
        @Override
        public void publish(LogRecord entry) {
          if (entry.getLevel().equals(Level.WARNING)) {
            warnings.add(new SimpleFormatter().formatMessage(entry));
          }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @Override
  RedisServer server() {
    return keep(RedisServer.start());
  }

  @BeforeEach
  void listen() {
    logger.addHandler(listening);
  }

  @AfterEach
  void listenNoMore() {
    logger.removeHandler(listening);
  }

  @ParameterizedTest
  @EnumSource
  void waiter_whileARefusalLasts_waitsOnInItsPlace(Trouble trouble) throws Exception {
    redis.send("SET", "k", "somebody's");
    DistributedLock lock = lock("k");
    CompletableFuture<Lease> waiter = inBackground(lock::acquire);
    eventually().until(() -> !queues().isEmpty());
    List<?> place = places();
    long before = Trouble.refusals(redis);
    trouble.begin(server, redis);
    if (trouble == Trouble.OOM) {
      redis.send("DEL", queues().get(0)); // who has a place may keep it; to take one is refused
    }
    trouble.awaitRefusal(server, redis, before);
    assertThat(waiter).isNotDone();
    trouble.end(server, redis);
    eventually().until(() -> !queues().isEmpty());
    if (trouble != Trouble.OOM) {
      assertThat(places()).isEqualTo(place);
    }
    redis.send("DEL", "k");
    get(waiter).release();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OOM")
  void release_whileARefusalLasts_isSentUntilItIsDone(Trouble trouble) throws Exception {
    Lease lease = lock("k", ENDLESS).acquire();
    trouble.begin(server, redis);
    assertThatThrownBy(lease::release)
        .isInstanceOfSatisfying(BackendException.class, e -> isToldOf(trouble, e))
        .hasMessageContaining("lock \"k\"")
        .hasMessageContaining("the release is sent again");
    assertThat(lease.isHeld()).isFalse();
    trouble.end(server, redis);
    eventually().until(() -> redis.get("k") == null);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OOM")
  void renewal_whileARefusalLasts_isTriedUntilItIsDone(Trouble trouble) throws Exception {
    Lease lease = lock("k", leaseOfMillis(9_000)).acquire();
    long before = Trouble.refusals(redis);
    trouble.begin(server, redis);
    // Longer than what is left: else there may be nothing to write, and nothing to refuse.
    assertThatThrownBy(() -> lease.renew(Duration.ofSeconds(10)))
        .isInstanceOfSatisfying(BackendException.class, e -> isToldOf(trouble, e));
    trouble.awaitRefusal(server, redis, before + 1);
    trouble.end(server, redis);
    long renewed = redis.renewals();
    eventually().until(() -> redis.renewals() > renewed);
    assertThat(lease.isHeld()).isTrue();
    assertThat(lease.release()).isEqualTo(ReleaseOutcome.RELEASED);
  }

  @ParameterizedTest
  @EnumSource
  void acquire_whileARefusalLasts_isToldWhyAndGetsNothing(Trouble trouble) throws Exception {
    DistributedLock lock = lock("k");
    lock.acquire().release();
    trouble.begin(server, redis);
    assertThatThrownBy(lock::tryAcquire)
        .isInstanceOfSatisfying(BackendException.class, e -> isToldOf(trouble, e));
    trouble.end(server, redis);
    assertThat(redis.get("k")).isNull();
    eventually().ignoreExceptions().until(() -> lock.tryAcquire().isPresent());
  }

  private static void isToldOf(Trouble trouble, BackendException e) {
    assertThat(e.outcome()).isEqualTo(Outcome.NOT_DONE);
    assertThat(e).hasMessageContaining(trouble + " ");
    assertThat(e.getMessage()).containsPattern("\\([a-z][^()]*\\)(; .*)?$"); // what to do
  }

  @Test
  void fullServer_renewalsAndReleases_areTaken() throws Exception {
    Lease lease = lock("k", ENDLESS).acquire();
    Lease ending = lock("other").acquire();
    Trouble.OOM.begin(server, redis);
    ending.renew(Duration.ofSeconds(9));
    assertThat(ending.release()).isEqualTo(ReleaseOutcome.RELEASED);
    assertThat(lease.release()).isEqualTo(ReleaseOutcome.RELEASED);
    assertThat(redis.keys()).doesNotContain("k", "other");
  }

  @Test
  void fullServer_releasedWhileAThreadWaitsHere_isReleasedAndTheThreadWaitsOn() throws Exception {
    LockClient client = client();
    DistributedLock lock = client.lock("k");
    Lease lease = lock.acquire();
    CompletableFuture<Lease> next = lock.acquireAsync().toCompletableFuture();
    Trouble.OOM.begin(server, redis);
    assertThat(lease.release()).isEqualTo(ReleaseOutcome.RELEASED);
    assertThat(redis.get("k")).isNull();
    assertThat(next).isNotDone();
    Trouble.OOM.end(server, redis);
    get(next).release();
  }

  @Test
  void fullServer_releasedWhileThreadsWaitHereAndElsewhere_goesToThoseWhoHaveAPlace()
      throws Exception {
    LockClient client = client();
    Lease lease = client.lock("k").acquire();
    CompletableFuture<Lease> elsewhere = inBackground(lock("k")::acquire);
    eventually().until(() -> !queues().isEmpty());
    CompletableFuture<Lease> here = client.lock("k").acquireAsync().toCompletableFuture();
    Trouble.OOM.begin(server, redis);
    assertThat(lease.release()).isEqualTo(ReleaseOutcome.RELEASED);
    Lease theirs = get(elsewhere);
    assertThat(here).isNotDone();
    Trouble.OOM.end(server, redis);
    theirs.release();
    get(here).release();
  }

  @Test
  void fullServer_releasedInAQuarantine_isReleased() throws Exception {
    LockOptions options = leaseOfMillis(2_000).failover(FailoverPolicy.quarantine());
    Lease lease = lock("k", options).acquire(SOON);
    CompletableFuture<Lease> waiter = inBackground(lock("k", options)::acquire);
    eventually().until(() -> !queues().isEmpty());
    redis.keys().stream()
        .filter(key -> key.startsWith("baton:primary:"))
        .forEach(key -> redis.send("DEL", key));
    Trouble.OOM.begin(server, redis);
    assertThat(lease.release()).isEqualTo(ReleaseOutcome.RELEASED);
    Trouble.OOM.end(server, redis);
    get(waiter).release();
  }

  /** Also where the last grant is remembered, which is the shorter way through the script. */
  @Test
  void fullServer_heldLockTried_isFoundHeld() throws Exception {
    DistributedLock lock = lock("k");
    Lease first = lock.acquire();
    first.release();
    eventually().until(() -> serverMicros() > first.fencingToken());
    Lease held = lock("k").acquire();
    Trouble.OOM.begin(server, redis);
    assertThat(lock.tryAcquire()).isEqualTo(Optional.empty());
    held.release();
  }

  @Test
  void redisLock_whoseReleaseIsRefused_returnsAndIsReleasedLaterAndLogged() throws Exception {
    String job = "job of " + adapter; // the log is that of all tests
    LockArgs args = LockArgs.defaults().client(client());
    String result =
        RedisLocks.redisLock(
            job,
            () -> {
              Trouble.MISCONF.begin(server, redis);
              return "done";
            },
            args);
    assertThat(result).isEqualTo("done");
    assertThat(redis.get(job)).isNotNull();
    assertThat(warnings)
        .filteredOn(line -> line.contains(job))
        .singleElement()
        .asString()
        .contains('"' + job + '"', "MISCONF", "the release is sent again");
    Trouble.MISCONF.end(server, redis);
    eventually().until(() -> redis.get(job) == null);
  }

  @Test
  void client_closedBeforeItsReleaseIsTaken_namesTheLocks() throws Exception {
    LockClient client = keep(adapter.connect(address() + "?timeout=4s")); // so long it waits
    Lease lease = client.lock("endless of " + adapter, ENDLESS).acquire();
    client.lock("renewed of " + adapter).acquire();
    Trouble.NOREPLICAS.begin(server, redis);
    lease.close();
    warnings.clear();
    client.close();
    assertThat(warnings).anyMatch(line -> line.contains("\"endless of " + adapter + '"'));
    assertThat(warnings).anyMatch(line -> line.contains("\"renewed of " + adapter + '"'));
  }

  @Test
  void rightsTakenAway_endsWaitsAndReleasesAndSaysThatTheLockStays() throws Exception {
    LockClient client = client();
    Lease lease = client.lock("k", ENDLESS).acquire();
    String droppedName = "dropped of " + adapter;
    Lease dropped = client.lock(droppedName, ENDLESS).acquire();
    redis.send("SET", "theirs", "somebody's");
    CompletableFuture<Lease> waiter = inBackground(client.lock("theirs")::acquire);
    eventually().until(() -> !queues().isEmpty());
    redis.send("ACL", "SETUSER", "default", "-evalsha", "-eval");
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> get(waiter))
        .withCauseInstanceOf(BackendException.class)
        .withMessageContaining("SECURITY.md");
    assertThatThrownBy(lease::release)
        .isInstanceOf(BackendException.class)
        .hasMessageContaining("for ever if it never expires")
        .hasMessageContaining("SECURITY.md");
    warnings.clear();
    dropped.close();
    assertThat(warnings)
        .filteredOn(line -> line.contains('"' + droppedName + '"'))
        .singleElement()
        .asString()
        .contains("NOPERM", "for ever if it never expires");
    redis.send("ACL", "SETUSER", "default", "+@all");
  }

  @Test
  void nodeOfAClusterWithoutSlots_isToldSo() {
    RedisServer node = keep(nodeOfACluster());
    LockClient client = keep(adapter.connect(node.uri()));
    assertThatThrownBy(() -> client.lock("k").tryAcquire())
        .isInstanceOf(BackendException.class)
        .hasMessageContaining("CLUSTERDOWN")
        .hasMessageContaining("CLUSTER INFO");
  }

  /** Its second port may be taken by an outgoing connection: then another one. */
  private static RedisServer nodeOfACluster() {
    for (int attempt = 1; ; attempt++) {
      try {
        return RedisServer.builder().config("cluster-enabled", "yes").start();
      } catch (IllegalStateException e) {
        if (attempt == 5) {
          throw e;
        }
      }
    }
  }

  @Test
  void password_missingOrWrong_isToldOnConnecting() {
    RedisServer guarded = keep(RedisServer.builder().password("right").start());
    String host = "127.0.0.1:" + guarded.port();
    assertThatThrownBy(() -> keep(adapter.connect("redis://" + host)).lock("k").tryAcquire())
        .isInstanceOf(BackendException.class)
        .hasMessageContaining("NOAUTH")
        .hasMessageContaining("give a password");
    assertThatThrownBy(() -> adapter.connect("redis://:wrong@" + host))
        .isInstanceOf(BackendException.class)
        .hasMessageContaining("WRONGPASS")
        .hasMessageContaining("check user and password");
  }

  /** It keeps its connections, and is a replica from then on. */
  @ParameterizedTest
  @EnumSource(names = {"READONLY", "MASTERDOWN"})
  void serverDemoted_whereTheAddressLeadsToItsSuccessor_isLeft(Trouble replica) throws Exception {
    RedisServer successor = keep(RedisServer.start());
    RedisCli there = keep(RedisCli.of(List.of(successor)));
    Relay address = keep(new Relay(server.port()));
    LockClient client = keep(adapter.connect(address.uri()));
    client.lock("k").acquire().release();
    redis.send("SET", "busy", "somebody's");
    CompletableFuture<Lease> waiter = inBackground(client.lock("busy")::acquire);
    eventually().until(() -> !queues().isEmpty());
    address.leadTo(successor.port());
    replica.begin(server, redis);
    eventually()
        .ignoreExceptions()
        .until(
            () -> {
              Optional<Lease> lease = client.lock("k").tryAcquire();
              return lease.isPresent() && there.get("k") != null;
            });
    Lease waited = get(waiter);
    assertThat(there.get("busy")).isEqualTo(waited.ownerToken());
    waited.release();
  }

  /** One that starts says so until it has read its data. */
  @Test
  void serverThatLoads_waitersAndReleases_areThereAfterwards() throws Exception {
    RedisServer slow =
        keep(
            RedisServer.builder()
                .config("rdbcompression", "no")
                .config("save", "3600 1")
                .config("key-load-delay", "2000")
                .start());
    RedisCli there = RedisCli.of(List.of(slow));
    for (int i = 0; i < 2_000; i++) {
      there.send("SET", "filler" + i, "x".repeat(8_192));
    }
    LockClient client = keep(adapter.connect(slow.uri()));
    Lease lease = client.lock("k", ENDLESS).acquire();
    there.send("SET", "busy", "somebody's");
    CompletableFuture<Lease> waiter = inBackground(client.lock("busy")::acquire);
    eventually().until(() -> !there.send("KEYS", "baton:queue:*").equals(List.of()));
    there.close();
    CompletableFuture<Boolean> restarted =
        inBackground(
            () -> {
              slow.restart();
              return true;
            });
    eventually().until(() -> hasRefusedWhileLoading(slow));
    try {
      lease.release();
    } catch (BackendException refused) {
      // or it has loaded by now
    }
    restarted.get(60, TimeUnit.SECONDS);
    RedisCli after = keep(RedisCli.of(List.of(slow)));
    eventually().until(() -> after.get("k") == null);
    after.send("DEL", "busy");
    get(waiter).release();
  }

  private static boolean hasRefusedWhileLoading(RedisServer server) {
    try (RedisCli asking = RedisCli.of(List.of(server))) {
      return Trouble.refusals(asking) > 0; // counted from the start of its process
    } catch (IllegalStateException | UncheckedIOException down) {
      return false;
    }
  }

  private long serverMicros() {
    List<?> time = (List<?>) redis.send("TIME");
    return Long.parseLong((String) time.get(0)) * 1_000_000 + Long.parseLong((String) time.get(1));
  }

  private List<String> queues() {
    return redis.keys().stream().filter(key -> key.startsWith("baton:queue:")).toList();
  }

  private List<?> places() {
    return (List<?>) redis.send("ZRANGE", queues().get(0), "0", "-1", "WITHSCORES");
  }
}
