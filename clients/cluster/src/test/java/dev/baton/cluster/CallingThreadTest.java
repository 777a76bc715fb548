package dev.baton.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.spi.Backend;
import dev.baton.spi.ConnectionFault;
import dev.baton.spi.ServerError;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** Who may wait, and what those hear who do. */
class CallingThreadTest extends ClusterCase {

  @Test
  void thread_thatBringsTheAnswersOfOneNode_mayNotWait() {
    Backend backend = connect();
    backend.execute(get(ONE));
    backend.execute(get(THREE));
    assertThat(backend.mayWait()).isTrue();

    cluster.node(2).reader = Thread.currentThread();
    assertThat(backend.mayWait()).isFalse();
  }

  @Test
  void timerThatCallsBack_mayNotWait() {
    Backend backend = connect();
    Waits.onTimer(() -> assertThat(backend.mayWait()).isFalse());
    assertThat(backend.mayWait()).isTrue();
  }

  @Test
  void fault_howeverWrapped_isTheAdaptersOwnOrSaysThatItFailed() {
    ServerError refused = new ServerError("ERR no");
    assertThat(Waits.fault(new CompletionException(new CompletionException(refused))))
        .isSameAs(refused);
    assertThat(Waits.fault(new CompletionException(null)))
        .isInstanceOf(ConnectionFault.class)
        .hasMessageContaining("the adapter failed");
    assertThat(Waits.fault(new IllegalStateException("broken")))
        .isInstanceOfSatisfying(
            ConnectionFault.class, fault -> assertThat(fault.mayHaveRun()).isTrue());
  }
}
