package dev.baton.cli;

import static dev.baton.cli.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.baton.Acquirable;
import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.LockOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code deadlocks}. */
class DeadlocksTest {
  private static final String URL = RawRedis.url();
  private static final LockOptions LONG = LockOptions.defaults().leaseDuration(Duration.ofHours(6));

  private final String key = RawRedis.freshKey();
  private final String one = key + ":1";
  private final String two = key + ":2";
  private final LockClient left = LockClient.builder(URL).application("left").build();
  private final LockClient right = LockClient.builder(URL).application("right").build();
  private final LockClient third = LockClient.builder(URL).application("third").build();

  private final List<CompletableFuture<Lease>> waiting = new ArrayList<>();

  @AfterEach
  void close() {
    left.close();
    right.close();
    third.close();
  }

  private Outcome baton(String... args) {
    List<String> words = new ArrayList<>(List.of("--url", URL, "deadlocks", "--interval", "0"));
    words.addAll(List.of(args));
    return Outcome.of(words.toArray(String[]::new));
  }

  /** Has somebody wait until its client is closed. */
  private void wait(Acquirable lock, int place) {
    waiting.add(lock.acquireAsync().toCompletableFuture());
    await().until(() -> lock.inspect().waiters().size() == place);
  }

  @Test
  void deadlocks_none_isNothingAndExits0() throws Exception {
    left.lock(one, LONG).acquire();
    wait(right.lock(one, LONG), 1);
    assertThat(baton(key + "*")).isEqualTo(new Outcome(0, "", ""));
    assertThat(baton("--json", key + "*")).isEqualTo(new Outcome(0, "", ""));
  }

  @Test
  void deadlocks_clientsThatWaitForEachOther_areToldAndExits1() throws Exception {
    left.lock(one, LONG).acquire();
    right.lock(two, LONG).acquire();
    wait(left.lock(two, LONG), 1);
    wait(right.lock(one, LONG), 1);
    Outcome told = baton(key + "*");
    assertThat(told.code()).isEqualTo(1);
    assertThat(told.err()).isEmpty();
    assertThat(told.out().lines().toList())
        .satisfiesExactly(
            head -> assertThat(head).isEqualTo("1 possible deadlock"),
            empty -> assertThat(empty).isEmpty(),
            first ->
                assertThat(first)
                    .matches(
                        "  right on \\S+ \\(\\d+\\) has \"KEY:2\" and waits [0-9.]+ s for \"KEY:1\""
                            .replace("KEY", key)),
            second ->
                assertThat(second)
                    .matches(
                        "  left on \\S+ \\(\\d+\\) has \"KEY:1\" and waits [0-9.]+ s for \"KEY:2\""
                            .replace("KEY", key)));
    assertThat(baton(one).code()).as("one of its locks only").isZero();
    waiting.get(1).cancel(true);
    await().until(() -> left.lock(one).inspect().waiting() == 0);
    assertThat(baton(key + "*").code()).isZero();
  }

  @Test
  void deadlocks_ofReadersAndPermits_tellWhatEachWaitsFor() throws Exception {
    left.readWriteLock(one, LONG).readLock().acquire();
    right.lock(two, LONG).acquire();
    wait(left.semaphore(two, 3, LONG), 1);
    wait(third.readWriteLock(one, LONG).writeLock(), 1);
    wait(right.readWriteLock(one, LONG).readLock(), 2);
    assertThat(baton(key + "*").out().lines().skip(2).toList())
        .as("right waits to read behind third, who waits to write until left has read")
        .satisfiesExactly(
            first ->
                assertThat(first)
                    .matches(
                        "  right on .* has \"%s\" and .* for \"%s\", shared".formatted(two, one)),
            second ->
                assertThat(second)
                    .matches(
                        "  third on .* is before right on .* in the queue and .* for \"%s\""
                            .formatted(one)),
            third ->
                assertThat(third)
                    .matches(
                        "  left on .* has \"%s\" and .* for \"%s\", 1 of 3 permits"
                            .formatted(one, two)));
  }

  @Test
  void json_isTheDocumentedSchema() throws Exception {
    Lease held = left.lock(one, LONG).acquire();
    right.lock(two, LONG).acquire();
    wait(left.lock(two, LONG), 1);
    wait(right.lock(one, LONG), 1);
    Outcome told = baton("--json", key + "*");
    assertThat(told.code()).isEqualTo(1);
    JsonObject deadlock = JsonParser.parseString(told.out()).getAsJsonObject();
    assertThat(deadlock.keySet()).containsExactly("locks", "waits");
    assertThat(deadlock.getAsJsonArray("locks")).hasSize(2);
    JsonObject wait = deadlock.getAsJsonArray("waits").get(0).getAsJsonObject();
    assertThat(wait.keySet()).containsExactly("lock", "waiter", "blocker", "held", "heldForMillis");
    assertThat(wait.get("lock").getAsString()).isEqualTo(one);
    assertThat(wait.get("held").getAsBoolean()).isTrue();
    assertThat(wait.get("heldForMillis").getAsLong()).isNotNegative();
    JsonObject waiter = wait.getAsJsonObject("waiter");
    assertThat(waiter.keySet())
        .containsExactly(
            "token", "application", "host", "pid", "waitedMillis", "wants", "weight", "limit");
    assertThat(waiter.get("application").getAsString()).isEqualTo("right");
    assertThat(wait.getAsJsonObject("blocker").get("token").getAsString())
        .isEqualTo(held.ownerToken());
  }

  @Test
  void watch_tellsOfEachOnceWhenItIsThereAndOnceWhenItIsGone() throws Exception {
    String three = key + ":3";
    String four = key + ":4";
    try (LockClient fourth = LockClient.builder(URL).application("fourth").build();
        BatonProcess watching =
            BatonProcess.start("deadlocks", "--watch", "--interval", "0", "--url", URL, key + "*");
        BatonProcess reading =
            BatonProcess.start(
                "--json", "deadlocks", "--watch", "--interval", "0", "--url", URL, key + "*")) {
      left.lock(one, LONG).acquire();
      right.lock(two, LONG).acquire();
      wait(left.lock(two, LONG), 1);
      wait(right.lock(one, LONG), 1);
      watching.awaitOut("  left on ");
      reading.awaitOut("\"gone\":false");
      third.lock(three, LONG).acquire();
      fourth.lock(four, LONG).acquire();
      wait(third.lock(four, LONG), 1);
      wait(fourth.lock(three, LONG), 1);
      watching.awaitOut("  third on "); // the other has been seen more than once by then
      waiting.get(1).cancel(true);
      watching.awaitOut("gone: ");
      reading.awaitOut("\"gone\":true");
      watching.signal("TERM");

      assertThat(watching.outcome().code()).isEqualTo(128 + 15);
      assertThat(watching.out().lines().toList())
          .satisfiesExactly(
              there -> assertThat(there).matches("[0-9:.]{12}  possible deadlock"),
              first -> assertThat(first).startsWith("  right on ").endsWith('"' + one + '"'),
              second -> assertThat(second).startsWith("  left on ").endsWith('"' + two + '"'),
              another -> assertThat(another).endsWith("possible deadlock"),
              first -> assertThat(first).endsWith('"' + three + '"'),
              second -> assertThat(second).endsWith('"' + four + '"'),
              gone ->
                  assertThat(gone)
                      .matches("[0-9:.]{12}  gone: \"%s\", \"%s\"".formatted(one, two)));
      JsonObject told =
          JsonParser.parseString(reading.out().lines().findFirst().orElseThrow()).getAsJsonObject();
      assertThat(told.keySet()).containsExactly("locks", "waits", "gone");
      assertThat(told.get("gone").getAsBoolean()).isFalse();
    }
  }

  @Test
  void deadlocks_notToBeReached_exits69() {
    Outcome unreachable = Outcome.of("deadlocks", "--url", "redis://127.0.0.1:1");
    assertThat(unreachable.code()).isEqualTo(69);
  }
}
