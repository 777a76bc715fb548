package dev.baton.testing.simulation.comparison;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.internal.script.Calls;
import dev.baton.internal.script.InboxNames;
import dev.baton.internal.script.LockKeys;
import dev.baton.internal.script.Queries;
import dev.baton.internal.script.Request;
import dev.baton.internal.script.ServerFeatures;
import dev.baton.internal.script.Term;
import dev.baton.jedis.JedisConnector;
import dev.baton.spi.Backend;
import dev.baton.spi.BackendListener;
import dev.baton.spi.Command;
import dev.baton.spi.ServerError;
import dev.baton.test.internal.server.Channels;
import dev.baton.test.internal.server.JavaLua;
import dev.baton.test.internal.server.MemoryRedis;
import dev.baton.test.internal.server.RedisError;
import dev.baton.testing.server.RedisServer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The server in memory answers as a real one does: the same calls by chance to both, and the
 * replies, the keys and what is pushed are compared after each.
 */
class SameAsARealServerTest implements BackendListener, Channels {
  private static final long SEED = Long.getLong("comparison.seed", 1);
  private static final int STEPS = Integer.getInteger("comparison.steps", 6_000);
  private static final Term TERM = new Term(60_000, 50_000);
  private static final List<LockKeys> LOCKS =
      List.of(LockKeys.of("sim:a"), LockKeys.of("sim:{b}c"));
  private static final String HEARD = "baton:inbox:heard";

  private static final List<Step> SCRIPTS = List.copyOf(EnumSet.range(Step.ACQUIRE, Step.INSPECT));

  private final SplittableRandom chance = new SplittableRandom(SEED);
  private final Queue<String> pushedByReal = new ConcurrentLinkedQueue<>();
  private final List<String> pushedInMemory = new ArrayList<>();
  private final List<Request> requests = new ArrayList<>();
  private final Map<Step, Integer> done = new EnumMap<>(Step.class);

  private final MemoryRedis memory =
      new MemoryRedis(
          () -> ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()), this, new JavaLua());
  private Backend backend;
  private Side real;
  private Side simulated;
  private Calls heard;
  private Calls notHeard;

  /** What is done, of all that the scripts and others do to a lock. */
  private enum Step {
    ACQUIRE,
    TRY,
    RELEASE,
    REJOIN,
    CANCEL,
    RENEW,
    INSPECT,
    DELETE,
    OVERWRITE,
    MAKE_FOREIGN,
    EXPIRE,
    LOSE_SIDE_KEYS,
    FLUSH_SCRIPTS
  }

  @BeforeEach
  void connect() {
    backend = JedisConnector.of(RedisServer.shared().patientUri()).connect(this);
    backend.execute(Command.of("FLUSHALL"));
    ServerFeatures features =
        ServerFeatures.ask().read(backend.execute(ServerFeatures.ask().command()));
    backend.subscribe(HEARD.getBytes(US_ASCII), features.shardChannels());
    real = new Side(backend::execute);
    simulated = new Side(this::inMemory);
    heard = new Calls(features, InboxNames.common("heard"), Duration.ofMinutes(10));
    notHeard = new Calls(features, InboxNames.common("not"), Duration.ofMinutes(10));
  }

  @AfterEach
  void disconnect() {
    backend.close();
  }

  @Test
  void anyCalls_onBoth_haveTheSameRepliesAndEffects() {
    for (int i = 0; i < STEPS; i++) {
      LockKeys keys = LOCKS.get(chance.nextInt(LOCKS.size()));
      Step step = likely();
      Request request = request();
      done.merge(step, 1, Integer::sum);
      // drawn once, done twice
      long choice = chance.nextLong();
      String inReal = perform(step, real, keys, request, choice);
      String inMemory = perform(step, simulated, keys, request, choice);
      String what = "seed " + SEED + ", step " + i + ": " + step + " of " + request.id();
      assertThat(inMemory).as(what).isEqualTo(inReal);
      assertThat(simulated.state(keys)).as(what).isEqualTo(real.state(keys));
      comparePushes(what);
    }
    assertThat(done).containsOnlyKeys(Step.values());
    assertThat(pushedInMemory).hasSizeGreaterThan(STEPS / 100);
  }

  private Step likely() {
    List<Step> steps = chance.nextInt(100) < 85 ? SCRIPTS : List.of(Step.values());
    return steps.get(chance.nextInt(steps.size()));
  }

  private Request request() {
    if (requests.size() < 8 || chance.nextInt(20) == 0) {
      Request.Kind[] kinds = {
        Request.Kind.FENCED,
        Request.Kind.KEEPING,
        Request.Kind.VERBATIM,
        Request.Kind.share(1, 0, false),
        Request.Kind.share(1, 0, true),
        Request.Kind.share(2, 4, false)
      };
      String id = "c." + requests.size();
      Request.Kind kind = kinds[chance.nextInt(kinds.length)];
      String name = kind.isVerbatim() ? "some one/" + id : "some one/";
      Request made = new Request(id, kind, name.getBytes(US_ASCII), chance.nextBoolean() ? 1 : 256);
      requests.add(made);
      return made;
    }
    return requests.get(requests.size() - 1 - chance.nextInt(8));
  }

  private static boolean isShare(Request request) {
    return request.kind().toString().contains("/");
  }

  private String perform(Step step, Side side, LockKeys keys, Request request, long choice) {
    Calls some = choice % 4 == 0 ? notHeard : heard;
    boolean shares = isShare(request);
    Calls calls = shares ? some.sharing() : some;
    String lock = new String(keys.lock(), US_ASCII);
    return switch (step) {
      case ACQUIRE -> side.send(request, calls.acquire(keys, request, TERM, true));
      case TRY -> side.send(request, calls.acquire(keys, request, TERM, false));
      case RELEASE -> {
        long used = choice % 3 == 0 ? side.fence(request) : 0;
        yield side.send(
            request, calls.release(keys, side.value(request), used, choice % 5 == 0 || used > 0));
      }
      case REJOIN -> {
        if (shares) {
          yield side.send(request, calls.extend(keys, side.value(request), 90_000));
        }
        Request last = requests.get(requests.size() - 1);
        Request again = isShare(last) ? request : last;
        yield side.send(
            again, calls.rejoin(keys, side.value(request), side.fence(request) + 2, again, TERM));
      }
      case CANCEL -> side.send(request, calls.cancel(keys, request, TERM));
      case RENEW ->
          side.send(
              request,
              calls.renew(keys, side.value(request), !shares && choice % 9 == 0 ? 0 : 50_000));
      case INSPECT -> side.send(request, Queries.inspect(keys, 3));
      case DELETE -> side.send("DEL", lock);
      case OVERWRITE -> side.send("SET", lock, "somebody else", "PX", "40000");
      case MAKE_FOREIGN -> side.send("DEL", lock) + side.send("ZADD", lock, "1", "member");
      case EXPIRE -> side.send("PEXPIRE", lock, "0");
      case LOSE_SIDE_KEYS ->
          side.send("DEL", new String(keys.queue(), US_ASCII))
              + side.send("DEL", new String(keys.fence(), US_ASCII));
      case FLUSH_SCRIPTS -> flushScripts(side);
    };
  }

  private String flushScripts(Side side) {
    if (side == simulated) {
      memory.flushScripts();
      return "OK";
    }
    return side.send("SCRIPT", "FLUSH");
  }

  private void comparePushes(String what) {
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .atMost(Duration.ofSeconds(60))
        .until(() -> pushedByReal.size() >= pushedInMemory.size());
    List<String> fromReal = pushedByReal.stream().map(Side::withoutTimes).toList();
    assertThat(pushedInMemory.stream().map(Side::withoutTimes).toList())
        .as(what)
        .isEqualTo(fromReal);
  }

  private @Nullable Object inMemory(Command command) {
    List<String> words = new ArrayList<>();
    for (byte[] word : command.words()) {
      words.add(new String(word, US_ASCII));
    }
    try {
      return bytes(memory.execute(words));
    } catch (RedisError error) {
      throw new ServerError(String.valueOf(error.getMessage()));
    }
  }

  private static @Nullable Object bytes(@Nullable Object reply) {
    if (reply instanceof List<?> items) {
      return items.stream().map(SameAsARealServerTest::bytes).toList();
    }
    return reply instanceof String text ? text.getBytes(US_ASCII) : reply;
  }

  @Override
  public int listeners(String channel, boolean sharded) {
    return channel.equals(HEARD) ? 1 : 0;
  }

  @Override
  public int publish(String channel, boolean sharded, String message) {
    if (!channel.equals(HEARD)) {
      return 0;
    }
    pushedInMemory.add(message);
    simulated.pushed(message);
    return 1;
  }

  @Override
  public void onMessage(byte[] payload) {
    String message = new String(payload, US_ASCII);
    real.pushed(message);
    pushedByReal.add(message);
  }

  @Override
  public void onResubscribed() {}

  @Override
  public void onSubscriptionLost() {}

  @Override
  public void onReconnected() {}
}
