package dev.baton.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Lease;
import dev.baton.internal.link.ServerEvents;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What an adapter tells of its connections. */
class ServerEventsTest extends CohortCase {

  @Test
  void reconnection_whileWaiting_asksAgain() {
    backend.held(HOLDER);
    CompletableFuture<Lease> waiter = want();
    backend.listener().onReconnected();

    assertThat(waiter).isNotDone();
    assertThat(backend.operations()).containsExactly("ACQUIRE", "ACQUIRE");
  }

  @Test
  void reconnection_beforeTheClientIsPutTogether_asksAgainWhoeverWaits() {
    backend.held(HOLDER);
    CompletableFuture<Lease> waiter = want();
    new ServerEvents(engine.services().inbox(), engine.services().monitor()).onReconnected();

    assertThat(waiter).isNotDone();
    assertThat(backend.operations()).containsExactly("ACQUIRE", "ACQUIRE");
  }
}
