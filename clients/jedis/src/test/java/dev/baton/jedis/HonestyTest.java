package dev.baton.jedis;

import static dev.baton.jedis.Fixture.command;
import static dev.baton.jedis.Fixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.spi.Backend;
import dev.baton.spi.Command;
import dev.baton.spi.ConnectionFault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.args.ClientType;
import redis.clients.jedis.params.ClientKillParams;

/** While connections break under many callers, what is said of each command must be true. */
class HonestyTest {
  private static final Command COUNT = command("INCR", "count");
  private static final int KILLS = 100;

  private final Fixture fixture = new Fixture();
  private final Backend backend = fixture.backend;
  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong uncertain = new AtomicLong();
  private final AtomicLong notRun = new AtomicLong();
  private final AtomicLong slowest = new AtomicLong();
  private volatile boolean over;

  @AfterEach
  void close() {
    fixture.close();
  }

  private Integer callAgainAndAgain() {
    while (!over) {
      long start = System.nanoTime();
      try {
        backend.execute(COUNT);
        answered.incrementAndGet();
      } catch (ConnectionFault fault) {
        add(fault);
      }
      slowest.accumulateAndGet(System.nanoTime() - start, Math::max);
    }
    return 0;
  }

  private Integer submitAgainAndAgain() {
    while (!over) {
      long start = System.nanoTime();
      for (CompletionStage<@Nullable Object> stage :
          backend.submitAll(Collections.nCopies(20, COUNT))) {
        try {
          stage.toCompletableFuture().join();
          answered.incrementAndGet();
        } catch (CompletionException e) {
          assertThat(e.getCause()).isInstanceOf(ConnectionFault.class);
          add((ConnectionFault) e.getCause());
        }
      }
      slowest.accumulateAndGet(System.nanoTime() - start, Math::max);
    }
    return 0;
  }

  private void add(ConnectionFault fault) {
    (fault.mayHaveRun() ? uncertain : notRun).incrementAndGet();
  }

  private Integer killAgainAndAgain() {
    try (Jedis jedis = fixture.jedis()) {
      ClientKillParams others =
          new ClientKillParams().type(ClientType.NORMAL).skipMe(ClientKillParams.SkipMe.YES);
      for (int kills = 0; kills < KILLS; ) {
        long before = answered.get();
        kills += (int) jedis.clientKill(others);
        await().pollInterval(Duration.ofMillis(2)).until(() -> answered.get() >= before + 20);
      }
    } finally {
      over = true;
    }
    return 0;
  }

  @Test
  void counter_underRepeatedKills_standsWhereTheAnswersSay() throws Exception {
    List<Callable<Integer>> work = new ArrayList<>();
    work.addAll(Collections.nCopies(12, this::callAgainAndAgain));
    work.addAll(Collections.nCopies(3, this::submitAgainAndAgain));
    work.add(this::killAgainAndAgain);
    ExecutorService threads = Executors.newFixedThreadPool(work.size());
    try {
      for (Future<Integer> done : threads.invokeAll(work)) {
        done.get();
      }
    } finally {
      threads.shutdownNow();
    }
    long count = Long.parseLong(text(backend.execute(command("GET", "count"))));
    assertThat(count).isBetween(answered.get(), answered.get() + uncertain.get());
    assertThat(uncertain.get()).isPositive();
    assertThat(Duration.ofNanos(slowest.get())).isLessThan(Fixture.LONG.multipliedBy(2));
    assertThat(fixture.batonClients()).hasSize(1);
  }
}
