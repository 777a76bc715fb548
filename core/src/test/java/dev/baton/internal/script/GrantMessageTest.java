package dev.baton.internal.script;

import static dev.baton.RandomCases.forAll;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GrantMessageTest {

  @Test
  void read_grant_isItsFields() {
    assertThat(GrantMessage.read("GRANT 1x2y.7 42 1700000000000000".getBytes(UTF_8)))
        .contains(new GrantMessage("1x2y.7", 42, 1_700_000_000_000_000L));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "GRANT",
        "GRANT ",
        "GRANT 1x.7 42",
        "GRANT 1x.7 42 5 ",
        "GRANT 1x.7 42 3000 5",
        "GRANT  1x.7 42 5",
        " GRANT 1x.7 42 5",
        "GRANT 1x.7 42 5\n",
        "GRANT\t1x.7\t42\t5",
        "grant 1x.7 42 5",
        "CONTENDED 1x.7 42 5",
        "GRANT 1x.7 x 5",
        "GRANT 1x.7 42 5.0",
        "GRANT 1x.7 42 5e3",
        "GRANT 1x.7 0x2a 5",
        "GRANT 1x.7 9223372036854775808 5",
        "GRANT 1x.7 42 99999999999999999999999",
        "{\"grant\": 1}",
      })
  void read_anythingElse_isNoGrant(String payload) {
    assertThat(GrantMessage.read(payload.getBytes(UTF_8))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GRANT 1x.7 -42 5",
        "GRANT 1x.7 0 5",
        "GRANT 1x.7 42 -5",
        "GRANT 1x.7 9223372036854775807 5",
        "GRANT 1x.7 42 9223372036854775807",
        "GRANT 1x.7 +42 5",
        "GRANT 1x.7 \u0664\u0662 5",
        "GRANT  42 5",
      })
  void read_numbersThatNoServerSends_isNoGrant(String payload) {
    assertThat(GrantMessage.read(payload.getBytes(UTF_8))).isEmpty();
  }

  @Test
  void read_anyBytes_doesNotThrow() {
    forAll(
        5_000,
        random -> {
          byte[] payload = "GRANT 1x2y.7 42 1700000000000000".getBytes(ISO_8859_1);
          for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
            payload[random.nextInt(payload.length)] = (byte) random.nextInt();
          }
          assertThat(GrantMessage.read(payload)).isNotNull();
        });
  }

  @Test
  void read_megabytes_isNoGrant() {
    assertThat(GrantMessage.read(new byte[1 << 20])).isEmpty();
    assertThat(GrantMessage.read(" ".repeat(1 << 20).getBytes(UTF_8))).isEmpty();
    assertThat(GrantMessage.read(("GRANT 1x.7 " + "1".repeat(1 << 20) + " 1").getBytes(UTF_8)))
        .isEmpty();
  }
}
