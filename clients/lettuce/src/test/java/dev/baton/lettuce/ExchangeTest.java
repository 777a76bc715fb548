package dev.baton.lettuce;

import static dev.baton.lettuce.Talk.faultOf;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.spi.ConnectionFault;
import dev.baton.testing.server.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.codec.ByteArrayCodec;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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
  private Exchange exchange;

  @BeforeEach
  void create() {
    client = RedisClient.create(RedisServer.shared().uri());
    CommandLine line =
        new CommandLine(
            client.connect(ByteArrayCodec.INSTANCE),
            "target",
            new Events(),
            TimeUnit.SECONDS.toNanos(2));
    exchange = Exchange.promised(line, INCR, reply);
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
