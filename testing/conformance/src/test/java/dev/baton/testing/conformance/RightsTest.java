package dev.baton.testing.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.BackendException;
import dev.baton.DistributedLock;
import dev.baton.ElectionOptions;
import dev.baton.LeaderElection;
import dev.baton.LeaderObserver.Leader;
import dev.baton.Leadership;
import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.LockException;
import dev.baton.LockOptions;
import dev.baton.testing.server.RedisServer;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A user with the rights in SECURITY.md can do all that Baton does, and nothing is among them that
 * is not needed; one who lacks any of them is told so, and no lock outlasts its lease.
 */
class RightsTest extends Contract {
  private static final String NAME = "lock:k";

  /** For those who cannot release it. */
  private static final LockOptions SHORT = leaseOfMillis(500);

  private static final LockOptions ENDLESS = LockOptions.defaults().neverExpires();

  /** Without them waiters try again from time to time. */
  private static final Set<String> OF_THOSE_WHO_ARE_TOLD =
      Set.of("&baton:inbox:*", "+ssubscribe", "+subscribe", "+command|info");

  /** Those whose lack no caller is told of; SECURITY.md says what it leads to. */
  private static final Set<String> UNTOLD =
      Set.of("+client|setname", "+zrem", "+ping", "+pubsub|shardnumsub", "+pubsub|numsub");

  /** Jedis asks for these on connecting; Lettuce pings only a connection that is quiet for long. */
  private static final Set<String> OF_ONE_ADAPTER = Set.of("+client|setname", "+ping");

  /** What the client libraries try to tell of themselves, and can do without. */
  private static final List<String> LIBRARIES_NAMES = List.of("client", "client|setinfo");

  private final List<Exception> thrown = new ArrayList<>();
  private boolean polling;

  private static RedisServer guarded;

  @BeforeAll
  static void start() {
    guarded = RedisServer.start();
  }

  @AfterAll
  static void stop() {
    guarded.close();
  }

  @Override
  RedisServer server() {
    return guarded;
  }

  static List<String> given() {
    return Rights.all(true).given();
  }

  private Rights all() {
    return Rights.all(hasShardChannels());
  }

  @Test
  void rights_ofTheTable_areThoseOfTheCommand() {
    Set<String> named = new TreeSet<>();
    Rights.table(true).values().forEach(named::addAll);
    assertThat(named)
        .isEqualTo(new TreeSet<>(given().stream().filter(right -> right.startsWith("+")).toList()));
  }

  @Test
  void user_withAllRights_canDoAllThatBatonDoes() throws Exception {
    all().grant(redis);
    try (LockClient one = restricted();
        LockClient two = restricted()) {
      live(one, two, LockOptions.defaults(), SOON);
      live(one, two, ENDLESS, SOON);
      live(one, two, LockOptions.defaults().ownerToken("mine"), SOON);
    }
    assertThat(thrown).isEmpty();
    assertThat(denied()).isSubsetOf(LIBRARIES_NAMES);
    assertThat(redis.get(NAME)).isNull();
  }

  @Test
  void user_thatOnlyTakesFreeLocks_needsTheFirstTwoRows() throws Exception {
    grant("connect", "take, ");
    try (LockClient client = restricted()) {
      for (int turn = 0; turn < 2; turn++) {
        Lease lease = client.lock(NAME).acquire();
        lease.renew(Duration.ofSeconds(20));
        lease.release();
      }
    }
    assertThat(denied()).isSubsetOf(LIBRARIES_NAMES);
  }

  @Test
  void user_thatAlsoWaits_needsTheThirdRow() throws Exception {
    grant("connect", "take, ", "wait ");
    try (LockClient one = restricted();
        LockClient two = restricted()) {
      live(one, two, LockOptions.defaults(), SOON);
    }
    assertThat(thrown).isEmpty();
    assertThat(denied()).isSubsetOf(LIBRARIES_NAMES);
  }

  @Test
  void user_thatReads_needsOneRowMore() throws Exception {
    grant("connect", "take, ", "wait ", "share ");
    try (LockClient one = restricted();
        LockClient two = restricted()) {
      readTogether(one, two);
    }
    assertThat(denied()).isSubsetOf(LIBRARIES_NAMES);
  }

  @Test
  void user_thatOnlyLooks_needsTheLastRow() throws Exception {
    redis.send("RPUSH", "lock:list", "x");
    grant("connect", "only look");
    Lease held = lock(NAME).acquire();
    client().readWriteLock("lock:shared").readLock().acquire();
    try (LockClient client = restricted()) {
      assertThat(client.lock("lock:shared").inspect().sharing()).isPresent();
      assertThat(client.lock(NAME).inspect().holder()).contains(held.ownerToken());
      assertThat(client.lock(NAME).isLocked()).isTrue();
      assertThatThrownBy(() -> client.lock("lock:list").inspect()).hasMessageContaining("list");
      assertThatThrownBy(() -> client.lock(NAME).release(held.ownerToken()))
          .hasMessageContaining("SECURITY.md");
    }
    assertThat(held.isHeld()).isTrue();
  }

  /** What is told of an election. */
  private BlockingQueue<Optional<String>> toldBy(LockClient client) {
    BlockingQueue<Optional<String>> told = new LinkedBlockingQueue<>();
    keep(client.observe(NAME)).onChange(now -> told.add(now.map(Leader::candidate)));
    return told;
  }

  private LeaderElection candidate(LockClient client, String says) {
    return keep(client.elect(NAME, ElectionOptions.candidate(says), new Idle()));
  }

  /** Leads until it is closed. */
  private static final class Idle implements LeaderElection.Listener {
    @Override
    public void elected(Leadership term) {}

    @Override
    public void deposed(Leadership term, LeaderElection.Reason why) {}
  }

  private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
    T next = queue.poll(SOON.toSeconds(), TimeUnit.SECONDS);
    assertThat(next).isNotNull();
    return next;
  }

  /** One leads, and then the other; {@code told} hears of both and of nobody. */
  private void leadInTurn(LockClient one, LockClient two, BlockingQueue<Optional<String>> told)
      throws InterruptedException {
    assertThat(next(told)).isEmpty();
    LeaderElection first = candidate(one, "one");
    assertThat(next(told)).contains("one");
    candidate(two, "two");
    eventually().until(this::hasQueue);
    first.close();
    Optional<String> then = next(told);
    assertThat(then.isEmpty() ? next(told) : then).contains("two");
  }

  @Test
  void user_thatLeads_needsTheKeysAndChannelsOfElectionsToo() throws Exception {
    only("connect", "take, ", "wait ").forElections(hasShardChannels()).grant(redis);
    try (LockClient one = restricted();
        LockClient two = restricted()) {
      leadInTurn(one, two, toldBy(one));
    }
    assertThat(denied()).isSubsetOf(LIBRARIES_NAMES);
  }

  @Test
  void user_thatLooksOnWhoLeads_needsTheLastRowAndToSubscribe() throws Exception {
    List<String> rights =
        new ArrayList<>(only("connect", "only look").forElections(hasShardChannels()).words());
    rights.add(hasShardChannels() ? "+ssubscribe" : "+subscribe");
    new Rights(rights).grant(redis);
    try (LockClient looking = restricted()) {
      leadInTurn(client(), client(), toldBy(looking));
    }
    assertThat(denied()).isSubsetOf(LIBRARIES_NAMES);
  }

  @Test
  void user_withoutTheKeysOfElections_leadsAndCannotSayIt() throws Exception {
    all().grant(redis);
    try (LockClient one = restricted();
        LockClient two = restricted()) {
      LeaderElection first = candidate(one, "one");
      eventually().until(first::isLeader);
      eventually().until(() -> denied().stream().anyMatch(key -> key.startsWith("baton:leader:")));
      LeaderElection second = candidate(two, "two");
      eventually().until(this::hasQueue);
      assertThat(client().observe(NAME).leader()).isEmpty();
      first.close();
      eventually().until(second::isLeader);
    }
  }

  @Test
  void user_withoutTheChannelsOfElections_leadsAndLooksOnByAsking() throws Exception {
    List<String> rights = new ArrayList<>(all().forElections(hasShardChannels()).words());
    rights.removeIf(right -> right.startsWith("&baton:leader:"));
    new Rights(rights).grant(redis);
    try (LockClient one = restricted();
        LockClient two = restricted()) {
      leadInTurn(one, two, toldBy(two));
    }
    assertThat(denied()).as("needed").anyMatch(what -> what.startsWith("baton:leader:"));
  }

  @ParameterizedTest
  @MethodSource("given")
  void right_takenAway_isToldAndNoLockOutlastsItsLease(String documented) throws Exception {
    String right =
        hasShardChannels()
            ? documented
            : documented.replaceFirst("^\\+s(pub|sub)", "+$1").replace("|shardnum", "|num");
    all().without(right).grant(redis);
    polling = OF_THOSE_WHO_ARE_TOLD.contains(right);
    try (LockClient one = restricted();
        LockClient two = restricted()) {
      if (polling) {
        live(one, two, LockOptions.defaults(), SOON);
      } else {
        live(one, two, right.equals("+persist") ? ENDLESS : SHORT, BRIEFLY);
      }
      tryWhatIsNoLock(one);
      attempt(() -> readTogether(one, two));
    } catch (BackendException refused) {
      thrown.add(refused);
    }
    if (!OF_ONE_ADAPTER.contains(right)) {
      assertThat(denied()).as("needed").isNotEmpty();
    }
    if (polling) {
      assertThat(thrown).isEmpty();
    } else if (!UNTOLD.contains(right)) {
      assertThat(thrown).anySatisfy(RightsTest::namesTheRights);
    }
    eventually().until(() -> redis.send("EXISTS", NAME).equals(0L));
  }

  /** The script goes one of two ways, by whether the last grant is remembered. */
  @ParameterizedTest
  @CsvSource({"+set, true", "+setrange, true", "+set, false", "+zcard, false"})
  void acquire_refusedHalfway_leavesTheLockFree(String right, boolean remembered) throws Exception {
    if (remembered) {
      lock(NAME).acquire().release();
    }
    all().without(right).grant(redis);
    try (LockClient client = restricted()) {
      assertThatThrownBy(() -> client.lock(NAME).acquire())
          .satisfies(e -> namesTheRights((Exception) e));
      assertThat(redis.get(NAME)).isNull();
    }
  }

  private static void namesTheRights(Exception e) {
    assertThat(e)
        .isInstanceOfSatisfying(
            BackendException.class,
            refused -> assertThat(refused.outcome()).isEqualTo(BackendException.Outcome.NOT_DONE));
    assertThat(e).hasMessageContaining("lacks a right").hasMessageContaining("SECURITY.md");
  }

  private void grant(String... rows) {
    only(rows).grant(redis);
  }

  private Rights only(String... rows) {
    Map<String, List<String>> table = Rights.table(hasShardChannels());
    List<String> commands = new ArrayList<>();
    for (String start : rows) {
      table.forEach(
          (row, words) -> {
            if (row.startsWith(start)) {
              commands.addAll(words);
            }
          });
    }
    return all().only(commands);
  }

  private LockClient restricted() {
    URI uri = URI.create(server.uri());
    String user = Rights.USER + ":" + Rights.PASSWORD;
    String address = user + "@" + uri.getHost() + ":" + uri.getPort();
    return keep(adapter.connect("redis://" + address + "?timeout=20s"));
  }

  /** Two who take a lock, find it held, wait for so long, give up and hand it over. */
  private void live(LockClient one, LockClient two, LockOptions options, Duration patience) {
    redis.send("SCRIPT", "FLUSH");
    DistributedLock first = one.lock(NAME, options);
    DistributedLock second = two.lock(NAME, options);
    attempt(() -> first.acquire(patience).release());
    attempt(
        () -> {
          Lease held = first.acquire(patience);
          attempt(() -> held.renew(options.equals(SHORT) ? Duration.ofMillis(700) : SOON));
          attempt(second::isLocked);
          attempt(() -> assertThat(second.tryAcquire(Duration.ofMillis(20))).isEmpty());
          CompletableFuture<Lease> leaves = second.acquireAsync(patience).toCompletableFuture();
          eventually().until(() -> polling || leaves.isDone() || hasQueue());
          leaves.cancel(false);
          CompletableFuture<Lease> next = second.acquireAsync(patience).toCompletableFuture();
          eventually().until(() -> polling || next.isDone() || hasQueue());
          attempt(first::inspect);
          attempt(held::release);
          get(next).release();
        });
  }

  private static void readTogether(LockClient one, LockClient two) throws Exception {
    try (Lease first = one.readWriteLock(NAME, SHORT).readLock().acquire(SOON);
        Lease second = two.readWriteLock(NAME, SHORT).readLock().acquire(SOON)) {
      assertThat(second.fencingToken()).isEqualTo(first.fencingToken());
    }
  }

  private void tryWhatIsNoLock(LockClient client) {
    redis.send("RPUSH", "lock:list", "x");
    attempt(
        () -> {
          try {
            client.lock("lock:list").tryAcquire();
          } catch (BackendException refused) {
            throw refused;
          } catch (LockException said) {
            assertThat(said).hasMessageContaining("list");
          }
        });
  }

  private interface Act {
    void run() throws Exception;
  }

  private void attempt(Act act) {
    try {
      act.run();
    } catch (ExecutionException e) {
      thrown.add((Exception) e.getCause());
    } catch (LockException | NoSuchElementException e) {
      thrown.add(e);
    } catch (AssertionError e) {
      thrown.add(new IllegalStateException(e));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean hasQueue() {
    return redis.keys().stream().anyMatch(key -> key.startsWith("baton:queue:"));
  }

  private boolean hasShardChannels() {
    return ((List<?>) redis.send("COMMAND", "INFO", "SPUBLISH")).get(0) != null;
  }

  /** What the server refused. */
  private List<String> denied() {
    List<String> denied = new ArrayList<>();
    for (Object entry : (List<?>) redis.send("ACL", "LOG")) {
      List<?> fields = (List<?>) entry;
      denied.add((String) fields.get(fields.indexOf("object") + 1));
    }
    return denied;
  }
}
