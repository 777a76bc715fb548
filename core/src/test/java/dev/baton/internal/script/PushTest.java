package dev.baton.internal.script;

import static dev.baton.RandomCases.forAll;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

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

  @ParameterizedTest
  @ValueSource(strings = {"GRANT 1x2y.7 42 1700000000000000 3", "WANTED 1x2y.7"})
  void read_anyBytes_doesNotThrow(String message) {
    forAll(
        5_000,
        random -> {
          byte[] payload = message.getBytes(ISO_8859_1);
          for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
            payload[random.nextInt(payload.length)] = (byte) random.nextInt();
          }
          assertThat(Push.read(payload)).isNotNull();
        });
  }

  @Test
  void read_megabytes_isNoGrant() {
    assertThat(Push.read(new byte[1 << 20])).isEmpty();
    assertThat(Push.read(" ".repeat(1 << 20).getBytes(UTF_8))).isEmpty();
    assertThat(Push.read(("GRANT 1x.7 " + "1".repeat(1 << 20) + " 1 0").getBytes(UTF_8))).isEmpty();
    assertThat(Push.read(("WANTED " + " 1".repeat(1 << 20)).getBytes(UTF_8))).isEmpty();
  }
}
