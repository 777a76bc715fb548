package dev.baton.test.internal.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the scripts, and those who look at the server, ask of it. */
class MemoryRedisTest implements Channels {
  private final List<String> published = new ArrayList<>();
  private long micros = 1_000_000;
  private final MemoryRedis redis = new MemoryRedis(() -> micros, this, new JavaLua());

  @Override
  public int publish(String channel, boolean sharded, String message) {
    published.add(channel + (sharded ? " sharded " : " ") + message);
    return 1;
  }

  @Override
  public int listeners(String channel, boolean sharded) {
    return sharded ? 2 : 1;
  }

  private Object send(String... words) {
    return redis.execute(List.of(words));
  }

  private Object lua(String source, String... arguments) {
    List<String> words = new ArrayList<>(List.of("EVAL", source, "1", "key"));
    words.addAll(List.of(arguments));
    return redis.execute(words);
  }

  /** A call of the server, in a script. */
  private static String call(String rest) {
    return "return redis" + ".call(" + rest + ")";
  }

  private static String caught(String rest) {
    return call(rest).replace(".call", ".pcall");
  }

  @Test
  void string_setAndRead() {
    assertThat(send("GET", "k")).isNull();
    assertThat(send("SET", "k", "one")).isEqualTo("OK");
    assertThat(send("SET", "k", "two", "NX")).isNull();
    assertThat(send("get", "k")).isEqualTo("one");
    assertThat(send("GETRANGE", "k", "0", "1")).isEqualTo("on");
    assertThat(send("GETRANGE", "none", "0", "1")).isEqualTo("");
    assertThat(send("SETRANGE", "k", "4", "x")).isEqualTo(5L);
    assertThat(send("GET", "k")).isEqualTo("one\0x");
    assertThat(send("SETRANGE", "new", "0", "ab")).isEqualTo(2L);
    assertThat(send("INCR", "n")).isEqualTo(1L);
    assertThat(send("INCR", "n")).isEqualTo(2L);
    assertThat(send("EXISTS", "k", "n", "none")).isEqualTo(2L);
    assertThat(send("DEL", "k")).isEqualTo(1L);
    assertThat(send("DEL", "k")).isEqualTo(0L);
  }

  @Test
  void lifetime_isThatOfTheClock() {
    assertThat(send("PTTL", "k")).isEqualTo(-2L);
    send("SET", "k", "v", "PX", "100");
    assertThat(send("PTTL", "k")).isEqualTo(100L);
    assertThat(redis.keys().expires("k")).isTrue();
    send("SET", "k", "w", "KEEPTTL");
    assertThat(send("PTTL", "k")).isEqualTo(100L);
    assertThat(send("PERSIST", "k")).isEqualTo(1L);
    assertThat(send("PERSIST", "k")).isEqualTo(0L);
    assertThat(send("PERSIST", "none")).isEqualTo(0L);
    assertThat(send("PTTL", "k")).isEqualTo(-1L);
    assertThat(redis.keys().expires("k")).isFalse();
    assertThat(redis.keys().expires("none")).isTrue();
    assertThat(send("PEXPIRE", "k", "100")).isEqualTo(1L);
    assertThat(send("PEXPIRE", "none", "100")).isEqualTo(0L);
    micros += 100_000;
    assertThat(send("GET", "k")).isEqualTo("w");
    micros += 1_000;
    assertThat(send("GET", "k")).isNull();
    send("SET", "k", "v");
    assertThat(send("PEXPIRE", "k", "0")).isEqualTo(1L);
    assertThat(send("TYPE", "k")).isEqualTo("none");
  }

  @Test
  void sortedSet_isInOrderOfScoresThenOfBytes() {
    assertThat(send("ZCARD", "z")).isEqualTo(0L);
    assertThat(send("ZRANGE", "z", "0", "-1")).isEqualTo(List.of());
    assertThat(send("ZPOPMIN", "z")).isEqualTo(List.of());
    assertThat(send("ZADD", "z", "2", "b", "1", "c", "1", "a", "3", "d")).isEqualTo(4L);
    assertThat(send("ZADD", "z", "4", "d")).isEqualTo(0L);
    assertThat(send("ZRANGE", "z", "0", "-1")).isEqualTo(List.of("a", "c", "b", "d"));
    assertThat(send("ZRANGE", "z", "-2", "9", "WITHSCORES")).isEqualTo(List.of("b", "2", "d", "4"));
    assertThat(send("ZRANGE", "z", "3", "2")).isEqualTo(List.of());
    assertThat(send("ZRANGE", "z", "(1", "+inf", "BYSCORE")).isEqualTo(List.of("b", "d"));
    assertThat(send("ZRANGE", "z", "-inf", "(2", "BYSCORE", "LIMIT", "0", "1"))
        .isEqualTo(List.of("a"));
    assertThat(send("ZRANGE", "z", "2", "1", "BYSCORE", "REV")).isEqualTo(List.of("b", "c", "a"));
    assertThat(send("ZRANK", "z", "b")).isEqualTo(2L);
    assertThat(send("ZRANK", "z", "none")).isNull();
    assertThat(send("ZRANK", "none", "b")).isNull();
    assertThat(send("ZMSCORE", "z", "b", "none")).isEqualTo(Arrays.asList("2", null));
    assertThat(send("ZMSCORE", "none", "b")).isEqualTo(Arrays.asList((Object) null));
    assertThat(send("ZPOPMIN", "z")).isEqualTo(List.of("a", "1"));
    assertThat(redis.keys().members("z")).containsExactly("c", "b", "d");
    assertThat(redis.keys().scores("z")).isEqualTo(Map.of("c", 1L, "b", 2L, "d", 4L));
    assertThat(send("ZREM", "z", "c", "b", "none")).isEqualTo(2L);
    assertThat(send("ZREM", "none", "c")).isEqualTo(0L);
    assertThat(send("TYPE", "z")).isEqualTo("zset");
    assertThat(send("ZPOPMIN", "z")).isEqualTo(List.of("d", "4"));
    assertThat(send("TYPE", "z")).isEqualTo("none");
    assertThat(redis.keys().members("z")).isEmpty();
    assertThat(redis.keys().scores("z")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"HSET,hash", "LPUSH,list", "RPUSH,list", "SADD,set"})
  void key_ofAnotherType_isNoLock(String command, String type) {
    send(command, "k", "x", "y");
    assertThat(send("TYPE", "k")).isEqualTo(type);
    assertThatThrownBy(() -> send("GET", "k"))
        .isInstanceOf(RedisError.class)
        .hasMessageStartingWith("WRONGTYPE ");
    assertThatThrownBy(() -> send("ZCARD", "k")).hasMessageStartingWith("WRONGTYPE ");
  }

  @Test
  void copy_isRestored_withoutWhatCameAfter() {
    send("SET", "k", "v", "PX", "100");
    send("ZADD", "z", "1", "a");
    Keyspace copy = redis.keys().copy();
    send("ZADD", "z", "2", "b");
    assertThat(send("FLUSHALL")).isEqualTo("OK");
    assertThat(redis.keys().keys()).isEmpty();
    redis.restore(copy);
    assertThat(redis.keys().keys()).containsExactly("k", "z");
    assertThat(redis.keys().has("k", "v")).isTrue();
    assertThat(send("PTTL", "k")).isEqualTo(100L);
    assertThat(redis.keys().members("z")).containsExactly("a");
  }

  @ParameterizedTest
  @CsvSource({
    "*,       a.b ab abc [x] x*",
    "a*,      a.b ab abc",
    "a?,      ab",
    "a.b,     a.b",
    "a[a-c],  ab",
    "a[^a],   ab",
    "x\\*,    x*",
    "\\[x],   [x]",
    "[&[]x],  [x]",
    "none,    ''"
  })
  void scan_ofAPattern_findsWhatRedisWould(String pattern, String found) {
    for (String key : List.of("a.b", "ab", "abc", "[x]", "x*")) {
      send("SET", key, "v");
    }
    send("ZADD", "az", "1", "m");
    List<?> page = (List<?>) send("SCAN", "0", "MATCH", pattern, "COUNT", "9", "TYPE", "string");
    List<?> keys = (List<?>) page.get(1);
    assertThat(keys.stream().map(String::valueOf))
        .containsExactlyInAnyOrder(found.isEmpty() ? new String[0] : found.split(" "));
  }

  @Test
  void scripts_areKnownByTheirName_untilForgotten() {
    String source = "return {KEYS[1], ARGV[1], 7, true, false, {1, 'x'}}";
    String sha = Sha1.of(source);
    assertThatThrownBy(() -> send("EVALSHA", sha, "1", "k", "a"))
        .hasMessageStartingWith("NOSCRIPT ");
    List<Object> reply = Arrays.asList("k", "a", 7L, null, null, List.of(1L, "x"));
    assertThat(send("EVAL", source, "1", "k", "a")).isEqualTo(reply);
    assertThat(send("EVALSHA", sha, "1", "k", "a")).isEqualTo(reply);
    assertThat(send("SCRIPT", "FLUSH")).isEqualTo("OK");
    assertThatThrownBy(() -> send("EVALSHA", sha, "1", "k", "a"))
        .hasMessageStartingWith("NOSCRIPT ");
  }

  @Test
  void script_callsTheServer_andSeesItsErrors() {
    assertThat(lua(call("'SET', KEYS[1], ARGV[1]"), "é\0")).isEqualTo("OK");
    assertThat(lua(call("'GET', KEYS[1]"))).isEqualTo("é\0");
    assertThat(lua(call("'ZADD', 'z', 1.7328e15 + 1, 'm'"))).isEqualTo(1L);
    assertThat(send("ZRANGE", "z", "0", "-1", "WITHSCORES"))
        .isEqualTo(List.of("m", "1732800000000001"));
    assertThat(lua(call("'TIME'"))).isEqualTo(List.of("1", "0"));
    assertThatThrownBy(() -> lua(call("'GET', 'z'"))).hasMessageStartingWith("WRONGTYPE ");
    assertThatThrownBy(() -> lua(caught("'GET', 'z'"))).hasMessageStartingWith("WRONGTYPE ");
    assertThat(lua(caught("'GET', 'z'") + ".err")).asString().startsWith("WRONGTYPE ");
    assertThatThrownBy(() -> lua(call("'NOSUCH'"))).hasMessage("ERR unknown command 'NOSUCH'");
    assertThatThrownBy(() -> lua(call("{}"))).hasMessageStartingWith("ERR ");
    assertThatThrownBy(() -> lua("error('ERR mine', 0)")).hasMessageContaining("ERR mine");
    assertThat(lua("return string.format('%s %d %.2f %05.0f %f', ARGV[1], 3.9, 2.675, 42, 1)", "é"))
        .isEqualTo("é 3 2.67 00042 1.000000");
    assertThatThrownBy(() -> lua("return string.format('%x', 1)"))
        .hasMessageContaining("string.format has no %x here");
  }

  @Test
  void messages_arePublished_andListenersCounted() {
    assertThat(send("PUBLISH", "c", "one")).isEqualTo(1L);
    assertThat(send("SPUBLISH", "c", "two")).isEqualTo(1L);
    assertThat(published).containsExactly("c one", "c sharded two");
    assertThat(send("PUBSUB", "NUMSUB", "c")).isEqualTo(List.of("c", 1L));
    assertThat(send("PUBSUB", "SHARDNUMSUB", "c")).isEqualTo(List.of("c", 2L));
  }

  @Test
  void server_tellsOfItself() {
    assertThat(send("PING")).isEqualTo("PONG");
    assertThat(send("ECHO", "x")).isEqualTo("x");
    assertThat(send("WAIT", "2", "100")).isEqualTo(2L);
    assertThat(send("COMMAND", "INFO", "SPUBLISH", "DELEX"))
        .isEqualTo(List.of(List.of("SPUBLISH"), List.of()));
    assertThat(send("INFO", "commandstats"))
        .asString()
        .contains("run_id:", "cmdstat_wait:calls=1,")
        .doesNotContain("cmdstat_get:");
  }
}
