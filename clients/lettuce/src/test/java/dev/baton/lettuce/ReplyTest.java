package dev.baton.lettuce;

import static dev.baton.testing.backend.Talk.say;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.spi.Backend;
import dev.baton.spi.Command;
import dev.baton.testing.backend.Told;
import dev.baton.testing.server.RedisServer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ReplyTest {
  private static final byte[] KEY = "baton-lettuce:reply".getBytes(UTF_8);

  @SuppressWarnings("NullAway.Init")
  private static Backend backend;

  @BeforeAll
  static void connect() {
    backend = LettuceConnector.of(RedisServer.shared().patientUri()).connect(new Told());
  }

  @AfterAll
  static void close() {
    backend.execute(Command.onKey(KEY, "DEL".getBytes(UTF_8), KEY));
    backend.close();
  }

  private static Object lua(String script) {
    return say(backend, "EVAL", script, "0");
  }

  @Test
  void reply_integer_isLong() {
    assertThat(lua("return -7")).isEqualTo(-7L);
    assertThat(lua("return 9007199254740991")).isEqualTo(9_007_199_254_740_991L);
  }

  @Test
  void reply_status_isBytes() {
    assertThat(backend.execute(Command.of("PING"))).isEqualTo("PONG".getBytes(UTF_8));
  }

  @Test
  void reply_nil_isNull() {
    assertThat(lua("return false")).isNull();
  }

  @Test
  void reply_string_keepsEveryByte() {
    byte[] value = new byte[1 << 20];
    new Random(1).nextBytes(value);
    assertThat(backend.execute(Command.onKey(KEY, "SET".getBytes(UTF_8), KEY, value)))
        .isEqualTo("OK".getBytes(UTF_8));
    assertThat(backend.execute(Command.onKey(KEY, "GET".getBytes(UTF_8), KEY))).isEqualTo(value);
  }

  @Test
  void reply_emptyString_isEmpty() {
    assertThat(lua("return ''")).isEqualTo("");
  }

  @Test
  void reply_nestedArray_isNestedList() {
    assertThat(lua("return {1, {'a', {}, {2, false}}, 'b', {}}"))
        .isEqualTo(List.of(1L, List.of("a", List.of(), List.of(2L, "(nil)")), "b", List.of()));
  }

  @Test
  void reply_emptyArray_isEmptyList() {
    assertThat(lua("return {}")).isEqualTo(List.of());
  }

  @Test
  void reply_collectionsOfResp3_areListsAsInResp2() {
    assertThat(lua("redis.setresp(3); return {map = {a = 1}}")).isEqualTo(List.of("a", 1L));
    assertThat(lua("redis.setresp(3); return {set = {x = true}}")).isEqualTo(List.of("x"));
    assertThat(lua("redis.setresp(3); return {double = 1.5}")).isEqualTo("1.5");
    assertThat(lua("redis.setresp(3); return true")).isEqualTo(1L);
  }

  @Test
  void reply_verbatimString_comesWithoutItsFormat() {
    assertThat(say(backend, "INFO", "server")).asString().startsWith("# Server");
  }

  @Test
  void command_ofManyWords_arrivesWhole() {
    String[] words = new String[1_234];
    Arrays.setAll(words, i -> i == 0 ? "EVAL" : i == 1 ? "return #ARGV" : i == 2 ? "0" : "w" + i);
    assertThat(say(backend, words)).isEqualTo(1_231L);
  }
}
