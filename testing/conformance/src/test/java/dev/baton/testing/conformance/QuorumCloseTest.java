package dev.baton.testing.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.baton.BackendException;
import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LeaseLostException;
import dev.baton.LockClient;
import dev.baton.LockTimeoutException;
import dev.baton.spi.Connector;
import dev.baton.testing.server.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client over several real servers is closed, whatever it is doing. */
class QuorumCloseTest extends Contract {
  private static final int ROUNDS = Integer.getInteger("quorum.close.rounds", 100);
  private static final List<String> NAMES = List.of("a", "b");

  /** What is left behind is there for longer than anybody waits for it to go. */
  private static final Duration LEASE = SOON.multipliedBy(10);

  private static final List<Consumer<DistributedLock>> QUESTIONS =
      List.of(DistributedLock::isLocked, DistributedLock::inspect, lock -> lock.release("any"));

  private final List<RedisServer> members = new ArrayList<>();

  @BeforeEach
  void start() {
    for (int i = 0; i < 3; i++) {
      members.add(keep(RedisServer.start()));
    }
  }

  @Test
  void client_closedAtRandomUnderLoad_endsAllAndLeavesNothing() throws Exception {
    Set<Thread> before = clientThreads();
    for (int seed = 0; seed < ROUNDS; seed++) {
      round(new Random(seed), "seed " + seed);
    }
    eventually()
        .untilAsserted(
            () -> {
              Set<Thread> left = clientThreads();
              left.removeAll(before);
              assertThat(left).isEmpty();
            });
  }

  private void round(Random dice, String what) throws Exception {
    LockClient client = quorum();
    List<CompletableFuture<Boolean>> workers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Random own = new Random(dice.nextLong());
      workers.add(inBackground(() -> work(client, own)));
    }
    LockSupport.parkNanos(dice.nextInt(20_000_000));
    CompletableFuture<Boolean> closing = inBackground(() -> close(client));
    assertThat(get(closing)).isTrue();
    for (CompletableFuture<Boolean> worker : workers) {
      assertThat(get(worker)).as(what).isTrue();
    }
    eventually().untilAsserted(() -> assertThat(held()).as(what).isEmpty());
  }

  private static boolean close(LockClient client) {
    client.close();
    return true;
  }

  /** Acquires and releases until it hears that the client is closed. */
  private static boolean work(LockClient client, Random dice) throws Exception {
    while (true) {
      DistributedLock lock = client.lock(NAMES.get(dice.nextInt(NAMES.size())), lease(LEASE));
      Optional<Lease> taken;
      try {
        taken = take(lock, dice);
      } catch (IllegalStateException closed) {
        assertThat(closed).hasMessageContaining("closed");
        return true;
      }
      if (taken.isPresent()) {
        use(taken.get(), dice);
      }
    }
  }

  private static Optional<Lease> take(DistributedLock lock, Random dice) throws Exception {
    return switch (dice.nextInt(4)) {
      case 0 -> lock.tryAcquire();
      case 1 -> lock.tryAcquire(Duration.ofMillis(dice.nextInt(20)));
      case 2 -> Optional.of(lock.acquire());
      default -> takeLater(lock);
    };
  }

  private static Optional<Lease> takeLater(DistributedLock lock) throws Exception {
    try {
      return Optional.of(get(lock.acquireAsync(Duration.ofMillis(20)).toCompletableFuture()));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof LockTimeoutException) {
        return Optional.empty();
      }
      throw (Exception) e.getCause();
    }
  }

  private static void use(Lease lease, Random dice) throws Exception {
    try {
      if (dice.nextInt(3) == 0) {
        lease.renew(LEASE);
      }
      if (dice.nextBoolean()) {
        lease.release();
      } else {
        get(lease.releaseAsync().toCompletableFuture());
      }
    } catch (LeaseLostException | BackendException closed) {
      // Whoever holds a lock while its client is closed may hear either.
    } catch (ExecutionException e) {
      assertThat(e).hasCauseInstanceOf(BackendException.class);
    }
  }

  @Test
  void client_closed_failsLikeAnOrdinaryOneWhenAsked() {
    LockClient ordinary = client();
    LockClient client = quorum();
    ordinary.close();
    client.close();
    for (Consumer<DistributedLock> question : QUESTIONS) {
      Throwable expected = catchThrowable(() -> question.accept(ordinary.lock("a")));
      assertThat(expected).isNotNull();
      assertThatThrownBy(() -> question.accept(client.lock("a"))).hasSameClassAs(expected);
    }
  }

  private LockClient quorum() {
    return LockClient.quorum(
        members.stream().map(member -> adapter.connector(member.uri())).toArray(Connector[]::new));
  }

  private List<String> held() {
    List<String> held = new ArrayList<>();
    for (RedisServer member : members) {
      try (RedisCli cli = new RedisCli(member.uri())) {
        held.addAll(cli.keys());
      }
    }
    held.retainAll(NAMES);
    return held;
  }

  private static Set<Thread> clientThreads() {
    Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
    threads.removeIf(thread -> !thread.getName().matches("(baton|lettuce|jedis).*"));
    return threads;
  }
}
