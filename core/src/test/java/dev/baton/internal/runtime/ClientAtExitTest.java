package dev.baton.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.baton.LockClient;
import dev.baton.internal.time.AtExit;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ClientAtExitTest {

  @Test
  void client_closed_keepsNoHook() {
    ScriptedBackend backend = new ScriptedBackend();
    Engine engine =
        (Engine) LockClient.builder(backend).releaseAtExit(Duration.ofSeconds(1)).build();
    AtExit plan = engine.closing().atExit();
    engine.close();

    assertThat(plan).isNotNull();
    assertThat(plan.cancel()).isFalse();
  }

  @Test
  void client_withoutThatOption_hasNoHook() {
    try (Engine engine = (Engine) LockClient.builder(new ScriptedBackend()).build()) {
      assertThat(engine.closing().atExit()).isNull();
    }
  }

  @Test
  void patience_negative_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> LockClient.builder(new ScriptedBackend()).releaseAtExit(Duration.ofMillis(-1)));
  }
}
