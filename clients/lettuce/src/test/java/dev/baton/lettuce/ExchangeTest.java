package dev.baton.lettuce;

import static dev.baton.testing.backend.Talk.faultOf;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.spi.ConnectionFault;
import dev.baton.spi.ServerError;
import dev.baton.testing.server.RedisServer;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Lettuce may do with a command, in orders that are hard to come by on a connection. */
class ExchangeTest {
  private static final byte[][] INCR = {"INCR".getBytes(UTF_8), "n".getBytes(UTF_8)};
  private static final String ON_THE_WIRE = "*2\r\n$4\r\nINCR\r\n$1\r\nn\r\n";
  private static final String NOTHING_BUT_A_PING = "*1\r\n$4\r\nPING\r\n";

  private final CompletableFuture<@Nullable Object> reply = new CompletableFuture<>();
  private RedisClient client;
  private StatefulRedisConnection<byte[], byte[]> connection;
  private CommandLine line;
  private Exchange exchange;
  private final List<String> events = new CopyOnWriteArrayList<>();
  private final CommandLine.Watcher told =
      new CommandLine.Watcher() {
        @Override
        public void onReopened(long lostAt) {
          events.add("reopened");
        }

        @Override
        public void onLost() {}

        @Override
        public void onReplica() {
          events.add("replica");
        }
      };

  @BeforeEach
  void create() {
    client = RedisClient.create(RedisServer.shared().uri());
    RedisURI uri = RedisURI.create(RedisServer.shared().uri());
    connection = client.connect(ByteArrayCodec.INSTANCE);
    line = line(uri);
    exchange = Exchange.promised(line, INCR, reply);
  }

  private CommandLine line(@Nullable RedisURI uri) {
    return new CommandLine(
        connection,
        Connections.on(client, uri, "target"),
        new Deadlines(client.getResources().eventExecutorGroup()),
        TimeUnit.SECONDS.toNanos(2),
        told);
  }

  @AfterEach
  void shutdown() {
    client.shutdown();
  }

  @Test
  void encode_firstTime_writesTheCommand() {
    assertThat(encoded()).isEqualTo(ON_THE_WIRE);
    assertThat(exchange.isDone()).isFalse();
  }

  @Test
  void encode_secondTime_endsTheCommandAndWritesNoneOfIt() throws Exception {
    encoded();
    assertThat(encoded()).isEqualTo(NOTHING_BUT_A_PING);
    assertThat(faultOf(reply))
        .isInstanceOfSatisfying(
            ConnectionFault.class, fault -> assertThat(fault.mayHaveRun()).isTrue());
  }

  @Test
  void encode_afterTimeRanOut_writesNothingOfACommandReportedAsNotRun() throws Exception {
    exchange.timeOut();
    assertThat(encoded()).isEqualTo(NOTHING_BUT_A_PING);
    assertThat(faultOf(reply))
        .isInstanceOfSatisfying(
            ConnectionFault.class, fault -> assertThat(fault.mayHaveRun()).isFalse())
        .hasMessage("INCR was not sent to target within 2000 ms");
  }

  @Test
  void encode_onAConnectionToAnUnknownServer_writesNothingOfIt() throws Exception {
    CommandLine moving = line(null); // wherever the client's own address leads
    moving.opened().get(20, TimeUnit.SECONDS);
    exchange = Exchange.promised(moving, INCR, reply);
    moving.onRedisDisconnected((RedisChannelHandler<?, ?>) connection);
    assertThat(encoded()).isEqualTo(NOTHING_BUT_A_PING);
    assertThat(faultOf(reply))
        .isInstanceOfSatisfying(
            ConnectionFault.class, fault -> assertThat(fault.mayHaveRun()).isFalse());
    moving.onRedisConnected(
        (RedisChannelHandler<?, ?>) connection, InetSocketAddress.createUnresolved("h", 1));
    Awaitility.await().until(() -> events.equals(List.of("reopened")));
    assertThat(moving.isOpen()).isTrue();
  }

  @Test
  void complete_withARefusalByAReplica_looksForThePrimary() throws Exception {
    encoded();
    exchange.setError("READONLY You can't write against a read only replica.");
    exchange.complete();
    assertThat(faultOf(reply)).isInstanceOf(ServerError.class);
    Awaitility.await().until(() -> events.equals(List.of("replica", "reopened")));
  }

  @Test
  void complete_afterTimeRanOut_changesNothing() throws Exception {
    encoded();
    exchange.completeExceptionally(new RedisException("cut"));
    exchange.set(5L);
    exchange.complete();
    assertThat(faultOf(reply)).hasMessage("no answer to INCR from target: cut");
  }

  @Test
  void onComplete_severalActions_areAllTold() {
    CompletableFuture<Object> first = new CompletableFuture<>();
    CompletableFuture<Object> second = new CompletableFuture<>();
    exchange.onComplete(first::complete);
    exchange.onComplete((value, fault) -> second.complete(value));
    encoded();
    exchange.set(5L);
    exchange.complete();
    assertThat(first).isCompletedWithValue(5L);
    assertThat(second).isCompletedWithValue(5L);
    assertThat(reply).isCompletedWithValue(5L);
  }

  private String encoded() {
    ByteBuf buffer = Unpooled.buffer();
    exchange.encode(buffer);
    return buffer.toString(UTF_8);
  }
}
