package dev.baton.testing.conformance;

import static java.util.Collections.disjoint;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.BackendException;
import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LockArgs;
import dev.baton.LockClient;
import dev.baton.RedisLocks;
import dev.baton.testing.server.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * All that can happen to a connection, met by each kind of call: what its caller sees, and what
 * becomes of the lock. The table of docs/operations.md is made of this.
 */
@Execution(ExecutionMode.CONCURRENT)
class ConnectionTest extends Contract {
  private static final String PASSWORD = "first";
  private static final Duration LONG = Duration.ofMinutes(5);

  private static final Set<Thread.State> PARKED =
      EnumSet.of(Thread.State.WAITING, Thread.State.TIMED_WAITING);

  private final List<LockClient> opened = new ArrayList<>();
  private Relay relay;

  @Override
  RedisServer server() {
    RedisServer started =
        keep(RedisServer.builder().config("user", "u on >" + PASSWORD + " ~* &* +@all").start());
    relay = keep(new Relay(started.port()));
    return started;
  }

  @Override
  String address() {
    return "redis://u:" + PASSWORD + "@127.0.0.1:" + server.port();
  }

  private String relayed() {
    return "redis://u:" + PASSWORD + "@127.0.0.1:" + relay.port();
  }

  /** What a caller sees. */
  private enum Seen {
    DONE("as ever"),
    NOT_DONE("`NOT_DONE`"),
    UNKNOWN("`UNKNOWN`");

    final String words;

    Seen(String words) {
      this.words = words;
    }
  }

  /** A kind of call. */
  private enum Call {
    CONNECT("connect"),
    ACQUIRE("acquire, tryAcquire"),
    RENEW("renew"),
    RELEASE("release"),
    LOOK("look");

    final String words;

    Call(String words) {
      this.words = words;
    }
  }

  /** Something that happens to connections. */
  private enum Trouble {
    REFUSED("Nobody listens any more", "refused", true, Seen.NOT_DONE) {
      @Override
      void begin(ConnectionTest test) throws IOException {
        test.relay.closeDoor();
        test.letNoticeOfRelay();
      }

      @Override
      void end(ConnectionTest test) {
        test.relay.openDoor();
      }
    },
    FULL("Lost, and `maxclients` is reached", "max number of clients reached", Seen.NOT_DONE) {
      @Override
      void begin(ConnectionTest test) {
        test.redis.send("CONFIG", "SET", "maxclients", "1");
        test.kill();
      }

      @Override
      void end(ConnectionTest test) {
        test.redis.send("CONFIG", "SET", "maxclients", "1000");
      }
    },
    IDLE("Closed by the server after `timeout`", "", Seen.DONE) {
      @Override
      void begin(ConnectionTest test) {
        List<String> idle = test.redis.connections("normal");
        test.redis.send("CONFIG", "SET", "timeout", "1");
        eventually().until(() -> disjoint(idle, test.redis.connections("normal")));
        test.letNotice();
        test.redis.send("CONFIG", "SET", "timeout", "0");
      }
    },
    KILLED("Closed by `CLIENT KILL`", "", Seen.DONE) {
      @Override
      void begin(ConnectionTest test) {
        test.kill();
      }
    },
    PASSWORD_CHANGED("Lost, and the password has changed", "WRONGPASS", Seen.NOT_DONE) {
      @Override
      void begin(ConnectionTest test) {
        test.redis.send("ACL", "SETUSER", "u", "resetpass", ">second");
        test.kill();
      }

      @Override
      void end(ConnectionTest test) {
        test.redis.send("ACL", "SETUSER", "u", "resetpass", ">" + PASSWORD);
      }
    },
    PROTECTED("Lost, and the server is in protected mode", "DENIED", true, Seen.NOT_DONE) {
      @Override
      void begin(ConnectionTest test) {
        test.relay.refuse(
            "-DENIED Redis is running in protected mode because protected mode is enabled");
        test.letNoticeOfRelay();
      }

      @Override
      void end(ConnectionTest test) {
        test.relay.letIn();
      }
    },
    READ_ONLY("The server became a replica", "READONLY", Seen.NOT_DONE) {
      @Override
      void begin(ConnectionTest test) {
        test.redis.send("REPLICAOF", "127.0.0.1", "1");
      }

      @Override
      void end(ConnectionTest test) {
        test.redis.send("REPLICAOF", "NO", "ONE");
      }

      @Override
      Seen seen(Call call) {
        return call == Call.LOOK || call == Call.CONNECT ? Seen.DONE : Seen.NOT_DONE;
      }
    },
    PAUSED("The server stands still", "answer", Seen.UNKNOWN) {
      @Override
      void begin(ConnectionTest test) {
        test.server.pause();
      }

      @Override
      void end(ConnectionTest test) {
        test.server.resume();
      }

      @Override
      Seen seen(Call call) {
        return call == Call.CONNECT ? Seen.NOT_DONE : Seen.UNKNOWN;
      }
    },
    HALF_OPEN("Lost without a word", "answer", true, Seen.UNKNOWN) {
      @Override
      void begin(ConnectionTest test) {
        test.relay.swallow();
      }

      @Override
      Seen seen(Call call) {
        return call == Call.CONNECT ? Seen.DONE : Seen.UNKNOWN;
      }
    };

    final String words;
    final String told;
    final boolean relayed;
    final Seen most;

    Trouble(String words, String told, Seen most) {
      this(words, told, false, most);
    }

    Trouble(String words, String told, boolean relayed, Seen most) {
      this.words = words;
      this.told = told;
      this.relayed = relayed;
      this.most = most;
    }

    abstract void begin(ConnectionTest test) throws Exception;

    void end(ConnectionTest test) {}

    Seen seen(Call call) {
      return most;
    }

    String row() {
      String told = this.told.isEmpty() ? "" : "`" + this.told + "`";
      return Arrays.stream(Call.values())
          .map(call -> seen(call).words)
          .collect(joining(" | ", "| " + words + " | ", " | " + told + " |"));
    }
  }

  private void kill() {
    redis.cut("normal");
    redis.cut("pubsub");
    letNotice();
  }

  /** Waits until this machine knows that all connections to the server but one are closed. */
  private void letNotice() {
    if (adapter == Adapter.LETTUCE) {
      opened.forEach(ConnectionTest::letNotice);
    } else {
      eventually().until(() -> open(server.port()) <= 1);
    }
  }

  private void letNoticeOfRelay() {
    if (adapter == Adapter.LETTUCE) {
      opened.forEach(ConnectionTest::letNotice);
    } else {
      eventually().until(() -> open(relay.port()) == 0);
    }
  }

  /** The connections to a port of this machine that nobody has closed, as Linux tells them. */
  private static long open(int port) throws IOException {
    Path table = Path.of("/proc/net/tcp");
    String there = String.format(":%04X 01 ", port);
    return Files.exists(table)
        ? Files.readAllLines(table).stream().filter(line -> line.contains(there)).count()
        : 0;
  }

  /**
   * Lettuce notices on a thread of its own: what is written at that very moment is under way when
   * the connection is lost. This takes that moment.
   */
  private static void letNotice(LockClient client) {
    try {
      client.lock("notice").isLocked();
    } catch (BackendException e) {
      // now it has
    }
  }

  @ParameterizedTest
  @EnumSource(Trouble.class)
  void trouble_metByEachCall_isToldAndLeavesNothingBehind(Trouble trouble) throws Exception {
    String address = trouble.relayed ? relayed() : address();
    Map<Call, Callable<?>> calls = new EnumMap<>(Call.class);
    calls.put(Call.CONNECT, () -> keep(adapter.connect(address)).lock("k").isLocked());
    DistributedLock acquired = connected(address).lock("k-acquire");
    acquired.isLocked();
    calls.put(Call.ACQUIRE, acquired::acquire);
    Lease renewed = connected(address).lock("k-renew", lease(LONG)).acquire();
    calls.put(
        Call.RENEW,
        () -> {
          renewed.renew(LONG);
          return true;
        });
    Lease released = connected(address).lock("k-release", lease(LONG)).acquire();
    calls.put(Call.RELEASE, released::release);
    DistributedLock looked = connected(address).lock("k-look");
    looked.isLocked();
    calls.put(Call.LOOK, looked::isLocked);
    DistributedLock tried = connected(address).lock("k-try");
    tried.isLocked();
    DistributedLock direct = client().lock("k-wait", lease(LONG));
    Lease gate = direct.acquire();
    DistributedLock waiting = connected(address).lock("k-wait");
    CompletableFuture<Lease> waiter = new CompletableFuture<>();
    Thread waits = start(waiter, waiting::acquire);
    eventually().until(() -> waiting(direct) == 1);
    // and its client has heard so: answers come in order (Lettuce), or the thread reads its own
    waiting.isLocked();
    eventually().until(() -> PARKED.contains(waits.getState()));

    trouble.begin(this);
    Map<Call, CompletableFuture<?>> made = new EnumMap<>(Call.class);
    calls.forEach((call, body) -> made.put(call, inBackground(body)));
    CompletableFuture<?> triedNow = inBackground(() -> tried.tryAcquire().orElseThrow());
    made.forEach((call, result) -> check(trouble, call, result));
    check(trouble, Call.ACQUIRE, triedNow);
    assertThat(waiter).isNotDone();
    trouble.end(this);

    assertThat(renewed.isHeld()).isTrue();
    assertThat(released.isHeld()).isFalse();
    eventually().until(() -> redis.get("k-release") == null);
    if (trouble.seen(Call.ACQUIRE) != Seen.DONE) {
      eventually().until(() -> redis.get("k-acquire") == null && redis.get("k-try") == null);
      untilDone(() -> acquired.tryAcquire().isPresent());
      untilDone(() -> tried.tryAcquire().isPresent());
    }
    untilDone(
        () -> {
          renewed.renew(LONG);
          return looked.isLocked() || renewed.isHeld();
        });
    // a release that fails says the same again, so it is made once its connection is there
    untilDone(() -> direct.isLocked() || renewed.isHeld());
    gate.release();
    get(waiter).release();
    assertThat(redis.get("k-renew")).isNotNull();
  }

  /** Makes a call again and again, as a caller would, until it is no longer refused. */
  private static void untilDone(Callable<Boolean> call) {
    AtomicReference<BackendException> last = new AtomicReference<>();
    try {
      eventually()
          .until(
              () -> {
                try {
                  return call.call();
                } catch (BackendException e) {
                  last.set(e);
                  return false;
                }
              });
    } catch (ConditionTimeoutException e) {
      throw new AssertionError("still refused", last.get());
    }
  }

  private LockClient connected(String address) {
    LockClient client = keep(adapter.connect(address));
    opened.add(client);
    return client;
  }

  private static void check(Trouble trouble, Call call, CompletableFuture<?> made) {
    Seen expected = trouble.seen(call);
    Object result;
    try {
      result = get(made);
    } catch (Exception e) {
      result = e.getCause() == null ? e : e.getCause();
    }
    String cell = trouble + " × " + call;
    if (expected == Seen.DONE) {
      assertThat(result).as(cell).isNotInstanceOf(Throwable.class);
      return;
    }
    assertThat(result)
        .as(cell)
        .isInstanceOfSatisfying(
            BackendException.class,
            e -> {
              assertThat(e.outcome()).as(cell).hasToString(expected.name());
              assertThat(e).as(cell).hasMessageContaining(trouble.told);
            });
  }

  @Test
  void tableOfOperations_isWhatIsTestedHere() throws Exception {
    String page = Files.readString(Path.of("../../docs/operations.md"));
    String head =
        Arrays.stream(Call.values())
            .map(call -> call.words)
            .collect(
                joining(" | ", "| What happens to the connection | ", " | The exception says |"));
    List<String> rows = Arrays.stream(Trouble.values()).map(Trouble::row).toList();
    assertThat(page).contains(head).contains(String.join("\n", rows));
  }

  @Test
  void everyCall_afterTheServerHasClosedTheIdleConnection_isAsEver() throws Exception {
    LockClient client = connected(address());
    LockArgs args = LockArgs.defaults().client(client);
    DistributedLock lock = client.lock("k", lease(LONG));
    kill();
    Lease lease = lock.acquire();
    kill();
    lease.renew(LONG);
    kill();
    assertThat(lock.isLocked()).isTrue();
    kill();
    assertThat(lock.inspect().holder()).contains(lease.ownerToken());
    kill();
    lease.release();
    kill();
    Lease tried = lock.tryAcquire().orElseThrow();
    kill();
    assertThat(lock.release(tried.ownerToken())).isTrue();
    kill();
    String value = RedisLocks.acquireLock("k2", args);
    kill();
    assertThat(RedisLocks.isRedisLocked("k2", client)).isTrue();
    kill();
    assertThat(RedisLocks.releaseLock("k2", value, client)).isTrue();
    kill();
    String done =
        RedisLocks.redisLock(
            "k3",
            () -> {
              kill();
              return "done";
            },
            args);
    assertThat(done).isEqualTo("done");
    eventually().until(() -> redis.get("k3") == null);
  }

  @Test
  void waiter_thatBeginsWhileTheServerIsFull_hasItsPlaceOnceItIsNot() throws Exception {
    DistributedLock first = client().lock("k", lease(LONG));
    Lease held = first.acquire();
    LockClient client = connected(address());
    DistributedLock lock = client.lock("k");
    assertThat(lock.isLocked()).isTrue();
    redis.send("CONFIG", "SET", "maxclients", "3");
    long before = refused();
    CompletableFuture<Lease> waiter = inBackground(lock::acquire);
    eventually().until(() -> refused() > before + 1);
    assertThat(waiter).isNotDone();
    redis.send("CONFIG", "SET", "maxclients", "1000");
    eventually().until(() -> waiting(first) == 1);
    held.release();
    get(waiter).release();
  }

  @Test
  void waiter_thatBeginsWhileTheServerIsFull_getsALockThatComesFree() throws Exception {
    Lease held = client().lock("k", lease(LONG)).acquire();
    DistributedLock lock = connected(address()).lock("k");
    assertThat(lock.isLocked()).isTrue();
    redis.send("CONFIG", "SET", "maxclients", "3");
    long before = refused();
    CompletableFuture<Lease> waiter = inBackground(lock::acquire);
    eventually().until(() -> refused() > before);
    held.release();
    get(waiter).release();
  }

  private long refused() {
    return Long.parseLong(
        ((String) redis.send("INFO", "stats"))
            .lines()
            .filter(line -> line.startsWith("rejected_connections:"))
            .findFirst()
            .orElseThrow()
            .split(":")[1]
            .trim());
  }
}
