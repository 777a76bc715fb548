package dev.baton.internal.script;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.baton.spi.Command;
import dev.baton.spi.ServerError;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What the fakes rely on. */
class ScriptViewTest {
  private static final Calls CALLS =
      new Calls(ServerFeatures.LEAST, InboxNames.common("1x"), Duration.ofMinutes(10));
  private static final Term TERM = new Term(30_000, 3_000);
  private static final LockKeys KEYS = LockKeys.of("order:42");
  private static final byte[] VALUE = "t#42".getBytes(UTF_8);

  @Test
  void argument_anyNumberOfKeys_isThatOfTheName() {
    assertThat(ScriptView.argument(CALLS.renew(KEYS, VALUE, 77).command(), "lease"))
        .isEqualTo("77");
    assertThat(ScriptView.argument(CALLS.release(KEYS, VALUE, 43, true).command(), "used"))
        .isEqualTo("43");
    Command guarded = CALLS.release(KEYS.quarantined(TERM), VALUE, 43, true).command();
    assertThat(ScriptView.argument(guarded, "used")).isEqualTo("43");
    assertThat(ScriptView.argument(guarded, "lease")).isEqualTo("30000");
  }

  @Test
  void script_byDigestOrSource_isKnown() {
    Call<?> call = CALLS.renew(KEYS, VALUE, 77);
    Command bySource = call.after(new ServerError("NOSCRIPT no")).orElseThrow().command();

    assertThat(ScriptView.script(call.command())).contains(Script.RENEW);
    assertThat(ScriptView.script(bySource)).contains(Script.RENEW);
    assertThat(ScriptView.argument(bySource, "value")).isEqualTo("t#42");
    assertThat(ScriptView.script(Queries.isLocked(KEYS).command())).isEmpty();
    assertThat(ScriptView.script(Command.of("PING"))).isEmpty();
  }

  @Test
  void argument_ofNoSuchName_isRefused() {
    Command renew = CALLS.renew(KEYS, VALUE, 77).command();

    assertThatIllegalArgumentException().isThrownBy(() -> ScriptView.argument(renew, "span"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ScriptView.argument(Command.of("PING"), "value"));
  }
}
