package dev.baton.internal.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.spi.ServerError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlotMoveTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TRYAGAIN Multiple keys request during rehashing of slot",
        // as a script meets it: Redis, Valkey to 9.0; Valkey 9.1
        "ERR Script attempted to access a non local key in a cluster node script: 1f, on @user_script:9.",
        "Attempted to access a non local key in a cluster node script: on @user_script:9."
      })
  void refusal_inTheMidstOfAMove_isBecauseOfIt(String message) {
    assertThat(SlotMove.isCauseOf(new ServerError(message))).isTrue();
  }

  @Test
  void refusal_ofAnotherKind_isNot() {
    assertThat(SlotMove.isCauseOf(new ServerError("ERR unknown command"))).isFalse();
  }
}
