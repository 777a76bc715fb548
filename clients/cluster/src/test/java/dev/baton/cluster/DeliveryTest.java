package dev.baton.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.spi.BackendListener;
import dev.baton.spi.Command;
import dev.baton.spi.ConnectionFault;
import dev.baton.spi.NodeConnector;
import dev.baton.spi.ServerAddress.Node;
import dev.baton.spi.ServerError;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class DeliveryTest {
  private static final long TIMEOUT_NANOS = Duration.ofMinutes(10).toNanos();
  private final ServerError halfway = new ServerError("TRYAGAIN Multiple keys request");

  private final RefreshSignal signal = new RefreshSignal();
  private final NodeConnector unreachable =
      (node, listener) -> {
        throw new ConnectionFault(node + " cannot be reached", /* mayHaveRun= */ false, null);
      };

  @Test
  void keysHalfwayMoved_inTheSecondHalfOfItsTime_isTheCallersAtOnce() {
    Delivery delivery = sent(TIMEOUT_NANOS / 2);
    delivery.onReply(null, halfway);
    assertThatThrownBy(() -> delivery.reply().getNow(null))
        .isInstanceOf(CompletionException.class)
        .hasCause(halfway);
  }

  @Test
  void keysHalfwayMoved_inTheFirstHalf_isSentAgain() {
    Delivery delivery = sent(0);
    delivery.onReply(null, halfway);
    assertThatThrownBy(() -> delivery.reply().join())
        .as("nobody has the slot by now")
        .hasCauseInstanceOf(ConnectionFault.class);
  }

  /** A command that a node has had for so long. */
  private Delivery sent(long nanosAgo) {
    Members members = new Members(unreachable, member -> BackendListener.DEAF, signal);
    Delivery delivery =
        new Delivery(
            Command.onKey(new byte[] {'k'}, new byte[] {'G'}, new byte[] {'k'}),
            members.at(new Node("10.0.0.1", 7000)),
            new Routes(members, signal),
            System.nanoTime() - nanosAgo,
            TIMEOUT_NANOS);
    assertThat(delivery.begin()).isTrue();
    return delivery;
  }
}
