package dev.baton.jedis;

import static dev.baton.jedis.Fixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;

class PushTest {

  @Test
  void silence_ofALivingServer_isNoLoss() {
    try (Fixture fixture = new Fixture()) {
      fixture.backend.subscribe(bytes("inbox"), true);
      await()
          .pollDelay(Fixture.SILENCE.multipliedBy(4))
          .until(() -> Fixture.spublish(fixture.server, "inbox", "still here") == 1);
      assertThat(fixture.told.changes()).isEmpty();
    }
  }
}
