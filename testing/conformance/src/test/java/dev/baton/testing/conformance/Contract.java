package dev.baton.testing.conformance;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.baton.DistributedLock;
import dev.baton.LockClient;
import dev.baton.LockOptions;
import dev.baton.testing.server.RedisServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.awaitility.pollinterval.IterativePollInterval;
import org.awaitility.pollinterval.PollInterval;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What the test classes share: a server emptied before each test, and clients closed after it. */
@ParameterizedClass
@MethodSource("adapters")
@Timeout(value = 300, unit = SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class Contract {
  /** So long clients of servers wait that do not answer. */
  static final Duration BRIEFLY = Duration.ofSeconds(2);

  /** So long clients wait for the answer of a server that is only slow; well within a lease. */
  static final Duration PATIENTLY = Duration.ofSeconds(20);

  /** What only a hang misses; never what a test measures. */
  static final Duration SOON = Duration.ofSeconds(60);

  private static final PollInterval MORE_AND_MORE_SELDOM =
      new IterativePollInterval(
          rest -> rest.compareTo(Duration.ofMillis(40)) < 0 ? rest.multipliedBy(2) : rest,
          Duration.ofMillis(2));

  /** Each waiter has a place of its own in the server's queue, also within a client. */
  static final LockOptions STRICT = LockOptions.defaults().strictFifo(true);

  @Parameter Adapter adapter;

  /** The first of its servers; null in memory. */
  RedisServer server;

  RedisCli redis;
  private final List<AutoCloseable> opened = new ArrayList<>();
  private @Nullable Deployment borrowed;

  /** Overridden by tests that stop or pause their server, or need one of another kind. */
  RedisServer server() throws Exception {
    Deployment lent = Deployment.borrow();
    borrowed = lent;
    return lent.primaries().isEmpty() ? null : lent.primaries().get(0);
  }

  /** All servers that have data of those that clients see. */
  List<RedisServer> primaries() {
    return borrowed == null ? List.of(server) : borrowed.primaries();
  }

  static List<Adapter> adapters() {
    return Adapter.here();
  }

  @BeforeEach
  final void open(TestInfo test) throws Exception {
    NotInMemory.check(test);
    server = server();
    redis = keep(borrowed == null ? RedisCli.of(primaries()) : borrowed.cli());
    redis.send("FLUSHALL");
  }

  @AfterEach
  final void close() throws Exception {
    try {
      for (int i = opened.size() - 1; i >= 0; i--) {
        opened.get(i).close();
      }
      opened.clear();
    } finally {
      if (borrowed != null) {
        borrowed.giveBack();
      }
    }
  }

  final <T extends AutoCloseable> T keep(T resource) {
    opened.add(resource);
    return resource;
  }

  final LockClient client() {
    return keep(adapter.connect(fullAddress()));
  }

  /** Another process with a client as these. */
  final ChildProcess child(String command, String... arguments) throws IOException {
    return keep(ChildProcess.start(command, adapter, fullAddress(), arguments));
  }

  /** The server, with the time that it has to answer. */
  final String fullAddress() {
    String address = address();
    String sign = address.contains("?") ? "&" : "?";
    return address + sign + "timeout=" + timeout().toMillis() + "ms";
  }

  /**
   * How long clients wait for an answer: longer than it takes on a busy machine. Overridden by
   * tests of servers that give none.
   */
  Duration timeout() {
    return PATIENTLY;
  }

  /** What clients connect to. */
  String address() {
    return borrowed == null ? server.uri() : borrowed.address();
  }

  final DistributedLock lock(String name) {
    return client().lock(name);
  }

  final DistributedLock lock(String name, LockOptions options) {
    return client().lock(name, options);
  }

  static LockOptions lease(Duration duration) {
    return LockOptions.defaults().leaseDuration(duration);
  }

  static LockOptions leaseOfMillis(long millis) {
    return lease(Duration.ofMillis(millis));
  }

  /** How many wait for a lock, by its queue in the server. */
  final int waiting(DistributedLock lock) {
    return lock.inspect().waiters().size();
  }

  static ConditionFactory eventually() {
    return Awaitility.await().atMost(SOON).pollInterval(MORE_AND_MORE_SELDOM);
  }

  /** Runs something on a thread of its own. */
  static <T> CompletableFuture<T> inBackground(Callable<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    start(result, work);
    return result;
  }

  /** Runs something on a thread of its own, and tells a future. */
  static <T> Thread start(CompletableFuture<T> result, Callable<T> work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                result.complete(work.call());
              } catch (Throwable e) {
                result.completeExceptionally(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(SOON.toSeconds(), SECONDS);
  }
}
