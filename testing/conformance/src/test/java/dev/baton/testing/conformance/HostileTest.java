package dev.baton.testing.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.LockOptions;
import dev.baton.LossReason;
import dev.baton.ReleaseOutcome;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Names, tokens and messages that somebody means ill with, or nobody means anything with. */
class HostileTest extends Contract {
  /** Chosen anew each time, and named by every failure. */
  private final long seed = System.nanoTime();

  private final Random random = new Random(seed);

  private static final String[] PIECES = {
    "{", "}", "{}", " ", "|", "#", ";", "*", "?", "%", "\\", "\"", "\r\n", "\u0000", "\t", "\u007f",
    "baton:", "lock", "0", "-1", "é", "锁", "🔒", "=", "~", "GRANT", "../"
  };

  private String text(int mostPieces) {
    StringBuilder text = new StringBuilder();
    for (int left = 1 + random.nextInt(mostPieces); left > 0; left--) {
      text.append(PIECES[random.nextInt(PIECES.length)]);
    }
    return text.toString();
  }

  @Test
  void namesAndTokens_ofAnyPieces_areLockedHandedOverAndFreed() throws Exception {
    LockClient one = client();
    LockClient two = client();
    for (int i = 0; i < 150; i++) {
      String name = "n" + i + text(60);
      String token = text(40);
      DistributedLock first = one.lock(name, LockOptions.defaults().ownerToken(token));
      Lease held = first.acquire();
      CompletableFuture<Lease> next = two.lock(name).acquireAsync().toCompletableFuture();
      eventually().until(() -> waiting(first) == 1);
      assertThat(redis.get(name)).as("seed %s", seed).isEqualTo(token);
      assertThat(two.lock(name).release(token + "x")).as("seed %s", seed).isFalse();
      held.release();
      Lease lease = get(next);
      assertThat(redis.get(name)).as("seed %s", seed).isEqualTo(lease.ownerToken());
      lease.release();
    }
    assertThat(redis.keys())
        .as("seed %s", seed)
        .allMatch(key -> key.startsWith("baton:fence:"))
        .hasSize(150);
  }

  @Test
  void halvesOfPairs_anywhereInAName_areRefused() {
    LockClient client = client();
    for (int i = 0; i < 100; i++) {
      char half = (char) (Character.MIN_SURROGATE + random.nextInt(0x800));
      String name = text(5) + half + text(5);
      assertThatThrownBy(() -> client.lock(name))
          .as("seed %s", seed)
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(redis.keys()).isEmpty();
  }

  @Test
  void messages_thatAreNoGrantOfOurs_areBelievedByNobody() throws Exception {
    Lease holder = lock("k").acquire();
    CompletableFuture<Lease> waiter = lock("k").acquireAsync().toCompletableFuture();
    Place place = place();
    for (int i = 0; i < 1_000; i++) {
      publish(place.inbox, nonsense(place.request));
    }
    publish(place.inbox, "GRANT " + place.request + " " + "9".repeat(1_000_000) + " 1 0");
    // A grant that came before the place in the queue was told makes it ask again, and no more.
    publish(place.inbox, "GRANT " + place.request + " 1 1 0");
    assertThat(waiting(lock("k"))).as("seed %s", seed).isEqualTo(1);
    assertThat(waiter).as("seed %s", seed).isNotDone();
    assertThat(holder.release()).isEqualTo(ReleaseOutcome.RELEASED);
    Lease lease = get(waiter);
    assertThat(redis.get("k")).as("seed %s", seed).isEqualTo(lease.ownerToken());
    lease.release();
  }

  private String nonsense(String request) {
    String whose = random.nextBoolean() ? request : text(3).replace(" ", "") + ".1";
    return switch (random.nextInt(6)) {
      case 0 -> text(30);
      case 1 -> "GRANT " + whose + " -" + random.nextLong(1L << 60) + " 5 0";
      case 2 -> "GRANT " + whose + " 5 " + Long.MAX_VALUE + "0 0";
      case 3 -> "GRANT " + request + "x 1999999999999999 1999999999999999 0";
      case 4 -> ("GRANT " + request + " 5 5 0").substring(0, 5 + random.nextInt(request.length()));
      default -> "WANTED " + whose;
    };
  }

  /** What SECURITY.md says of whoever may publish to inboxes, and no more than that. */
  @Test
  void grant_forged_isBelievedUntilTheFirstRenewalOnly() throws Exception {
    Lease holder = lock("k").acquire();
    CompletableFuture<Lease> waiter = lock("k").acquireAsync().toCompletableFuture();
    Place place = place();
    publish(place.inbox, "GRANT " + place.request + " 9007199254740990 " + serverMicros() + " 0");

    Lease deceived = get(waiter);
    assertThat(deceived.remaining()).isLessThanOrEqualTo(java.time.Duration.ofSeconds(3));
    // It expires where a busy machine delays that renewal by more than two seconds.
    assertThat(get(deceived.lost().toCompletableFuture()))
        .isIn(LossReason.OVERWRITTEN, LossReason.EXPIRED);
    assertThat(redis.get("k")).isEqualTo(holder.ownerToken());
    assertThat(holder.release()).isEqualTo(ReleaseOutcome.RELEASED);
    Lease next = lock("k").acquire();
    assertThat(next.fencingToken()).isBetween(holder.fencingToken() + 1, 1L << 52);
    next.release();
  }

  @Test
  void grant_forgedForACallersToken_isNotBelieved() throws Exception {
    Lease holder = lock("k").acquire();
    CompletableFuture<Lease> waiter =
        lock("k", LockOptions.defaults().ownerToken("mine")).acquireAsync().toCompletableFuture();
    Place place = place();
    long renewals = redis.commandCounts().get("evalsha");
    publish(place.inbox, "GRANT " + place.request + " 9007199254740990 " + serverMicros() + " 0");
    // It asks whether that is so, and then for its place.
    eventually().until(() -> redis.commandCounts().get("evalsha") >= renewals + 2);
    assertThat(waiter).isNotDone();
    holder.release();
    get(waiter).release();
  }

  /** Where a waiter listens, and for what. */
  private record Place(String inbox, String request) {}

  private Place place() {
    eventually().until(() -> waiting(lock("k")) == 1);
    String queue =
        redis.keys().stream().filter(key -> key.startsWith("baton:queue:")).findFirst().get();
    String[] words = ((String) ((List<?>) redis.send("ZRANGE", queue, "0", "0")).get(0)).split(" ");
    return new Place(words[0], words[1]);
  }

  private void publish(String inbox, String message) {
    boolean sharded = ((List<?>) redis.send("COMMAND", "INFO", "SPUBLISH")).get(0) != null;
    assertThat(redis.number(sharded ? "SPUBLISH" : "PUBLISH", inbox, message)).isEqualTo(1);
  }

  private long serverMicros() {
    List<?> time = (List<?>) redis.send("TIME");
    return Long.parseLong((String) time.get(0)) * 1_000_000 + Long.parseLong((String) time.get(1));
  }
}
