package dev.baton.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.baton.spi.Backend;
import dev.baton.spi.Command;
import dev.baton.spi.ConnectionFault;
import dev.baton.testing.backend.Told;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** Three primaries and a spare node; {@code bar} is a key of the first, {@code c}, {@code foo}. */
abstract class ClusterCase {
  /** Keys, and channels, of the three primaries in their order. */
  static final String ONE = "bar";

  static final String TWO = "c";
  static final String THREE = "foo";

  static final int SLOT_THREE = 12_182;

  ScriptedCluster cluster = new ScriptedCluster(3, ScriptedCluster.LONG);
  final Told told = new Told();
  private final List<Backend> opened = new ArrayList<>();

  Backend connect() {
    Backend backend = ClusterBackend.connect(cluster.seeds, cluster, told);
    opened.add(backend);
    return backend;
  }

  /** With time-outs that tests may wait for. */
  void useShortTimeouts() {
    cluster = new ScriptedCluster(3, Duration.ofMillis(200));
  }

  @AfterEach
  void close() {
    opened.forEach(Backend::close);
  }

  static Command get(String key) {
    return Command.onKey(bytes(key), bytes("GET"), bytes(key));
  }

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  static String text(@Nullable Object reply) {
    assertThat(reply).isInstanceOf(byte[].class);
    return new String((byte[]) reply, UTF_8);
  }

  /** How an answer of that node reads. */
  String doneAt(int node) {
    return "done at " + cluster.node(node).address;
  }

  static String answer(CompletionStage<@Nullable Object> reply) {
    try {
      return text(reply.toCompletableFuture().get(60, TimeUnit.SECONDS));
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  static ConnectionFault faultOf(Callable<?> call) {
    ConnectionFault fault = catchThrowableOfType(ConnectionFault.class, call::call);
    assertThat(fault).isNotNull();
    return fault;
  }

  static void awaitTrue(Callable<Boolean> condition) {
    Awaitility.await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(2))
        .atMost(ScriptedCluster.LONG)
        .until(condition);
  }
}
