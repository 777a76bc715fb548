package dev.baton.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.spi.ServerAddress.Node;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerAddressTest {

  @ParameterizedTest
  @CsvSource({
    "redis://localhost, localhost:6379, 0, false",
    "redis://localhost/, localhost:6379, 0, false",
    "REDIS://localhost:7000/3, localhost:7000, 3, false",
    "redis://my_redis:7000, my_redis:7000, 0, false",
    "redis://[::1]:7000/1, [::1]:7000, 1, false",
    "redis://[::1], [::1]:6379, 0, false",
    "rediss://user:pass@example.org, example.org:6379, 0, true",
    "redis-sentinel://h/mine, primary mine of Sentinel h:26379, 0, false",
    "redis-sentinel://h/mine/, primary mine of Sentinel h:26379, 0, false",
    "redis-sentinel://h/mine/5, primary mine of Sentinel h:26379, 5, false",
    "redis-sentinel://h#mine, primary mine of Sentinel h:26379, 0, false",
    "redis-sentinel://h/5#mi%2Fne, primary mi/ne of Sentinel h:26379, 5, false",
    "rediss-sentinel://:p@[::1]:7/m, primary m of Sentinel [::1]:7, 0, true",
    "redis-cluster://h, cluster h:6379, 0, false",
    "redis-cluster://h:1/, cluster h:1, 0, false",
    "rediss-cluster://:p@[::1]:7/0, cluster [::1]:7, 0, true",
    "redis-socket:///run/my%20redis.sock, /run/my redis.sock, 0, false",
    "redis-socket:///run/r?database=4, /run/r, 4, false",
  })
  void address_wellFormed_namesServerAndDatabase(
      String text, String target, int database, boolean tls) {
    ServerAddress address = ServerAddress.parse(text);
    assertThat(address.target()).isEqualTo(target);
    assertThat(address).hasToString(target);
    assertThat(address.database()).isEqualTo(database);
    assertThat(address.tls() != null).isEqualTo(tls);
  }

  @Test
  void sentinels_several_areKeptInOrder() {
    ServerAddress address =
        ServerAddress.parse(
            "redis-sentinel://u:p@one:7,two,%5B::1%5D:9/m?sentinelUser=s%40&sentinelPassword=q%26");
    assertThat(address.nodes())
        .containsExactly(new Node("one", 7), new Node("two", 26_379), new Node("::1", 9));
    assertThat(address.primaryName()).isEqualTo("m");
    assertThat(address.credentials()).isEqualTo(new Credentials("u", "p"));
    assertThat(address.sentinelCredentials()).isEqualTo(new Credentials("s@", "q&"));
    assertThat(ServerAddress.parse("redis-sentinel://h/m?sentinelPassword=q").sentinelCredentials())
        .isEqualTo(new Credentials(null, "q"));
  }

  @Test
  void cluster_severalNodes_areKeptInOrder_andEachHasTheSettings() {
    ServerAddress address =
        ServerAddress.parse(
            "rediss-cluster://u:p@one:7,two,%5B::1%5D:9?timeout=3s&connectTimeout=1s&clientName=me");
    assertThat(address.cluster()).isTrue();
    assertThat(address.nodes())
        .containsExactly(new Node("one", 7), new Node("two", 6379), new Node("::1", 9));
    assertThat(address).hasToString("cluster one:7,two:6379,[::1]:9");
    assertThat(address.at(new Node("four", 4)))
        .isEqualTo(
            ServerAddress.parse("rediss://u:p@four:4?timeout=3s&connectTimeout=1s&clientName=me"));
    assertThat(ServerAddress.parse("redis://one").cluster()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "redis://user:pass@h, user, pass",
    "redis://:pass@h, , pass",
    "redis://us%40er:p%3Aa%2Fs+s@h, us@er, p:a/s+s",
    "redis://user:a:b@h, user, a:b",
    "redis-socket://user:pass@/run/r, user, pass",
  })
  void credentials_inAnAddress_areDecoded(String text, @Nullable String user, String password) {
    assertThat(ServerAddress.parse(text).credentials())
        .isEqualTo(new Credentials(user, password))
        .hasToString("Credentials[" + (user == null ? "default user" : user) + "]");
    assertThat(ServerAddress.parse("redis://h").credentials()).isNull();
  }

  @Test
  void parameters_inAnAddress_areRead() {
    ServerAddress address =
        ServerAddress.parse(
            "rediss://h?timeout=500ms&connectTimeout=2m&clientName=a+b&prefix=team1:&ca=/a%20b&cert=c&key=k"
                + "&verify=ca");
    assertThat(address.timeout()).isEqualTo(Duration.ofMillis(500));
    assertThat(address.connectTimeout()).isEqualTo(Duration.ofMinutes(2));
    assertThat(address.clientName()).isEqualTo("a+b");
    assertThat(address.prefix()).isEqualTo("team1:");
    assertThat(address.at(new ServerAddress.Node("h", 1)).prefix()).isEqualTo("team1:");
    assertThat(address.tls())
        .isEqualTo(Tls.ofFiles(Path.of("/a b"), Path.of("c"), Path.of("k"), false));
    ServerAddress plain = ServerAddress.parse("rediss://h");
    assertThat(plain.timeout()).isNull();
    assertThat(plain.connectTimeout()).isNull();
    assertThat(plain.clientName()).isEqualTo("baton");
    assertThat(plain.prefix()).isEmpty();
    assertThat(plain.tls()).isEqualTo(Tls.ofFiles(null, null, null, true));
    assertThat(ServerAddress.parse("redis://h?timeout=3s").timeout())
        .isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void addressMap_inAnAddress_isRead() {
    Node there = new Node("10.0.0.5", 6379);
    Node here = new Node("localhost", 16379);
    ServerAddress address =
        ServerAddress.parse(
            "redis-sentinel://h/m?map=10.0.0.5:6379/localhost:16379,[::1]:7/[::2]:8"
                .replace("[", "%5B")
                .replace("]", "%5D"));
    assertThat(address.mapped(there)).isEqualTo(here);
    assertThat(address.mapped(new Node("::1", 7))).isEqualTo(new Node("::2", 8));
    assertThat(address.mapped(here)).isEqualTo(here);
    assertThat(address.at(here).mapped(there)).isEqualTo(here);
    assertThat(ServerAddress.parse("redis-cluster://h").addressMap()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "host:6379",
        "http://user:hunter2@host",
        "//user:hunter2@host",
        "redis-cluster://user:hunter2@",
        "redis-cluster://user:hunter2@host,",
        "redis-cluster://user:hunter2@host/1",
        "redis-cluster://user:hunter2@host/0#mine",
        "redis-cluster://user:hunter2@host?database=0",
        "redis-cluster://user:hunter2@host?sentinelUser=u",
        "redis-clusters://user:hunter2@host",
        "redis:user:hunter2@host",
        "redis://",
        "redis:///1",
        "redis://user:hunter2@",
        "redis://user:hunter2@host:port",
        "redis://user:hunter2@host:70000",
        "redis://user:hunter2@host:0",
        "redis://user:hunter2@host:1,other:2",
        "redis://user:hunter2@host/db",
        "redis://user:hunter2@host/1#x",
        "redis://hunter2@host",
        "redis://user:hunter2 @host",
        "redis://user:hunter2%zz@host",
        "redis://user:12?hunter2@host",
        "redis://user:12?hunter=2hunter2@host",
        "redis://user:12#hunter2@host",
        "redis-sentinel://user:hunter2@host",
        "redis-sentinel://user:hunter2@host/",
        "redis-sentinel://user:hunter2@host#",
        "redis-sentinel://user:hunter2@host,/m",
        "redis-sentinel://user:hunter2@host:x/m",
        "redis-sentinel://user:hunter2@host/m/db",
        "redis-sentinel://user:hunter2@host/m/1#m",
        "redis-sentinel://user:hunter2@/m",
        "redis-socket://user:hunter2@",
        "redis-socket://user:hunter2@/",
        "redis-socket://user:hunter2@host/path",
        "redis-socket://user:hunter2@/path#x",
        "redis-socket://user:hunter2@/path?database=hunter2",
      })
  void address_malformed_saysHowItShouldLookWithoutThePassword(String text) {
    assertThatThrownBy(() -> ServerAddress.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasNoCause()
        .hasMessageStartingWith("not a usable Redis address: ")
        .hasMessageContainingAll("it should look like redis", "://[user:password@]")
        .hasMessageNotContaining("hunter2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          redis://h?tiemout=2s | no parameter tiemout; known are clientName, connectTimeout, prefix, timeout
          redis://h?timeout | a parameter is unknown; known are
          redis://h? | a parameter is unknown; known are
          redis://h?timeout= | timeout has no value
          redis://h?timeout=1s&timeout=2s | timeout is given twice
          redis://h?timeout=2 | timeout is not a time such as 500ms, 2s or 1m
          redis://h?timeout=0ms | timeout is not a time
          redis://h?connectTimeout=61m | connectTimeout is not a time
          redis://h?database=1 | no parameter database
          redis://h?ca=/x | no parameter ca without TLS
          redis://h?sentinelPassword=hunter2 | no parameter sentinelPassword
          redis-sentinel://h/m?sentinelUser=x | sentinelUser is given without sentinelPassword
          redis-cluster://h/1 | a cluster has no database but 0
          redis-cluster://h?ca=/x | no parameter ca without TLS
          redis-sentinel://h/m?verify=ca | no parameter verify without TLS
          redis://h?map=a:1/b:2 | no parameter map
          redis-cluster://h?map=a:1 | map is not FROM:PORT/TO:PORT
          redis-cluster://h?map=a:1/b:2, | map is not FROM:PORT/TO:PORT
          redis-cluster://h?map=a/b | map is not FROM:PORT/TO:PORT
          redis-cluster://h?map=a:1/b:2/c:3 | map is not FROM:PORT/TO:PORT
          redis-cluster://h?map=a:1/b:0 | there is no port 0
          redis-cluster://h?map=a:1/b:2,a:1/c:3 | map has an address twice
          redis-socket:///s?database=x | database is not a number
          rediss://h?verify=none | verify=none would let anybody
          rediss://h?verify=hunter2 | verify is neither full nor ca
          rediss://h?cert=/x | cert and key are given together
          rediss://h?key=/x | cert and key are given together
          rediss://h?ca=%00hunter2 | ca is not a path
          rediss://h?x=1 | known are ca, cert, clientName, connectTimeout, key, prefix, timeout, verify
          """)
  void parameter_wrong_isNamedWithoutItsValue(String text, String fault) {
    assertThatThrownBy(() -> ServerAddress.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(fault)
        .hasMessageContaining("it should look like redis")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void scheme_ofAnAddress_isAcceptedOrNot() {
    for (String scheme :
        List.of(
            "redis",
            "REDISS",
            "redis-sentinel",
            "rediss-sentinel",
            "redis-cluster",
            "rediss-cluster",
            "redis-socket")) {
      assertThat(ServerAddress.accepts(URI.create(scheme + "://h"))).as(scheme).isTrue();
    }
    for (String other : List.of("http://h", "redis-clusters://h", "rediss-socket://h", "h")) {
      assertThat(ServerAddress.accepts(URI.create(other))).as(other).isFalse();
    }
  }

  @Test
  void builder_saysWhatTheSameUriSays() {
    Credentials user = new Credentials("u", "p@ss");
    assertThat(
            ServerAddress.server(new Node("h", 7))
                .database(3)
                .credentials(user)
                .tls(Tls.ofFiles(null, null, null, false))
                .timeout(Duration.ofMillis(500))
                .connectTimeout(Duration.ofSeconds(1))
                .clientName("me")
                .prefix("team1:")
                .build())
        .isEqualTo(
            ServerAddress.parse(
                "rediss://u:p%40ss@h:7/3?verify=ca&timeout=500ms&connectTimeout=1s&clientName=me"
                    + "&prefix=team1:"));
    assertThat(
            ServerAddress.sentinel("mine", List.of(new Node("a", 26379), new Node("b", 1)))
                .sentinelCredentials(user)
                .build())
        .isEqualTo(
            ServerAddress.parse(
                "redis-sentinel://a,b:1/mine?sentinelUser=u&sentinelPassword=p%40ss"));
    assertThat(
            ServerAddress.ofCluster(List.of(new Node("a", 1), new Node("b", 2)))
                .addressMap(Map.of(new Node("c", 3), new Node("d", 4)))
                .build())
        .isEqualTo(ServerAddress.parse("redis-cluster://a:1,b:2?map=c:3/d:4"));
  }

  @Test
  void builder_ofWhatCannotBe_isRefusedWithAReason() {
    assertThatThrownBy(() -> ServerAddress.ofCluster(List.of()).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("needs either a host or a socket");
    assertThatThrownBy(() -> ServerAddress.ofCluster(List.of(new Node("a", 1))).database(1).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a cluster has no other than 0");
    for (Node nowhere : List.of(new Node("", 1), new Node("a", 0), new Node("a", 65_536))) {
      assertThatThrownBy(() -> ServerAddress.server(nowhere).build())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("no server is at \"" + nowhere + "\"");
    }
    ServerAddressBuilder server = ServerAddress.server(new Node("a", 1));
    assertThatThrownBy(() -> server.database(-1).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there is no database -1");
    for (Duration time : List.of(Duration.ZERO, Duration.ofNanos(999_999), Duration.ofHours(2))) {
      assertThatThrownBy(() -> server.database(0).timeout(time).build())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("timeout " + time + " is not between 1 ms and 1 hour");
    }
  }
}
