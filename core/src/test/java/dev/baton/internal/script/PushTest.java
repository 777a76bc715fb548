package dev.baton.internal.script;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The messages of an inbox, and what anybody may publish there. */
class PushTest {

  @Test
  void read_grant_isItsFields() {
    assertThat(Push.read("GRANT 1x2y.7 42 1700000000000000 0".getBytes(UTF_8)))
        .contains(new Push.Granted("1x2y.7", 42, 1_700_000_000_000_000L, 0));
    assertThat(Push.read("GRANT 1x2y.7 42 1700000000000000 12".getBytes(UTF_8)))
        .contains(new Push.Granted("1x2y.7", 42, 1_700_000_000_000_000L, 12));
  }

  @Test
  void read_wanted_isItsRequest() {
    assertThat(Push.read("WANTED 1x2y.7".getBytes(UTF_8))).contains(new Push.Wanted("1x2y.7"));
  }

  @Test
  void revoked_wellFormed_isRead() {
    assertThat(Push.read("REVOKED 1x2y.7".getBytes(UTF_8))).contains(new Push.Revoked("1x2y.7"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "GRANT",
        "GRANT ",
        "GRANT 1x.7 42",
        "GRANT 1x.7 42 5",
        "GRANT 1x.7 42 5 ",
        "GRANT 1x.7 42 5 0 ",
        "GRANT 1x.7 42 3000 5 0",
        "GRANT  1x.7 42 5 0",
        " GRANT 1x.7 42 5 0",
        "GRANT 1x.7 42 5 0\n",
        "GRANT\t1x.7\t42\t5\t0",
        "grant 1x.7 42 5 0",
        "CONTENDED 1x.7 42 5 0",
        "GRANT 1x.7 x 5 0",
        "GRANT 1x.7 42 5.0 0",
        "GRANT 1x.7 42 5e3 0",
        "GRANT 1x.7 0x2a 5 0",
        "GRANT 1x.7 42 5 x",
        "GRANT 1x.7 9223372036854775808 5 0",
        "GRANT 1x.7 42 99999999999999999999999 0",
        "GRANT 1x.7 42 5 99999999999999999999999",
        "{\"grant\": 1}",
      })
  void read_anythingElse_isNoGrant(String payload) {
    assertThat(Push.read(payload.getBytes(UTF_8))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "WANTED",
        "WANTED ",
        " WANTED 1x.7",
        "WANTED  1x.7",
        "WANTED 1x.7 ",
        "WANTED 1x.7 1",
        "WANTED 1x.7\n",
        "WANTED\t1x.7",
        "wanted 1x.7",
        "UNWANTED 1x.7",
        "REVOKED",
        "REVOKED ",
        "REVOKED 1x.7 1",
        "revoked 1x.7",
      })
  void read_anythingElse_isNotWanted(String payload) {
    assertThat(Push.read(payload.getBytes(UTF_8))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GRANT 1x.7 -42 5 0",
        "GRANT 1x.7 0 5 0",
        "GRANT 1x.7 42 -5 0",
        "GRANT 1x.7 42 0 0",
        "GRANT 1x.7 42 5 -1",
        "GRANT 1x.7 9223372036854775807 5 0",
        "GRANT 1x.7 42 9223372036854775807 0",
        "GRANT 1x.7 42 5 9223372036854775807",
        "GRANT 1x.7 +42 5 0",
        "GRANT 1x.7 \u0664\u0662 5 0",
        "GRANT  42 5 0",
      })
  void read_numbersThatNoServerSends_isNoGrant(String payload) {
    assertThat(Push.read(payload.getBytes(UTF_8))).isEmpty();
  }

  @Property
  void read_changedInSomePlaces_doesNotThrow(
      @ForAll boolean grant,
      @ForAll @Size(min = 1, max = 4) Map<@IntRange(max = 99) Integer, Byte> changes) {
    String message = grant ? "GRANT 1x2y.7 42 1700000000000000 3" : "WANTED 1x2y.7";
    byte[] payload = message.getBytes(ISO_8859_1);
    changes.forEach((place, change) -> payload[place % payload.length] = change);

    assertThat(Push.read(payload)).isNotNull();
  }

  @Property
  void read_anyBytes_isNothing(@ForAll byte[] payload) {
    assertThat(Push.read(payload)).isEmpty();
  }

  @Test
  void read_megabytes_isNoGrant() {
    assertThat(Push.read(new byte[1 << 20])).isEmpty();
    assertThat(Push.read(" ".repeat(1 << 20).getBytes(UTF_8))).isEmpty();
    assertThat(Push.read(("GRANT 1x.7 " + "1".repeat(1 << 20) + " 1 0").getBytes(UTF_8))).isEmpty();
    assertThat(Push.read(("WANTED " + " 1".repeat(1 << 20)).getBytes(UTF_8))).isEmpty();
  }

  @Test
  void leader_changed_namesTheLocksKeyWithAllItsBlanks() {
    assertThat(Push.read("LEADER app:a key".getBytes(UTF_8))).contains(new Push.Led("app:a key"));
    assertThat(Push.read("LEADER".getBytes(UTF_8))).isEmpty();
  }
}
