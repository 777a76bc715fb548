package dev.baton.lettuce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.spi.Credentials;
import dev.baton.spi.ServerAddress;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslVerifyMode;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {

  @Test
  void address_ofTls_checksCertificateAndHostName() {
    assertThat(uri("rediss://localhost").isSsl()).isTrue();
    assertThat(uri("rediss://localhost").getVerifyMode()).isEqualTo(SslVerifyMode.FULL);
    assertThat(uri("rediss://localhost?verify=ca").getVerifyMode()).isEqualTo(SslVerifyMode.CA);
    assertThat(uri("redis://localhost").isSsl()).isFalse();
  }

  @Test
  void address_ofSentinels_namesAllWithTheirCredentials() {
    RedisURI uri =
        uri("rediss-sentinel://u:p@one:7,two/m/3?sentinelUser=s&sentinelPassword=q&verify=ca");
    assertThat(uri.getSentinelMasterId()).isEqualTo("m");
    assertThat(uri.getDatabase()).isEqualTo(3);
    assertThat(credentials(uri)).isEqualTo("u p");
    assertThat(uri.getSentinels())
        .hasSize(2)
        .allSatisfy(
            sentinel -> {
              assertThat(credentials(sentinel)).isEqualTo("s q");
              assertThat(sentinel.isSsl()).isTrue();
              assertThat(sentinel.getVerifyMode()).isEqualTo(SslVerifyMode.CA);
            });
    assertThat(uri.getSentinels().get(0).getPort()).isEqualTo(7);
    assertThat(uri.getSentinels().get(1).getPort()).isEqualTo(26_379);
  }

  @Test
  void credentials_supplied_areAskedForEachTime() {
    int[] asked = {0};
    RedisURI uri =
        Addresses.uri(
            ServerAddress.parse("redis://h"),
            () -> new Credentials(null, "p" + ++asked[0]),
            Duration.ofSeconds(1));
    assertThat(credentials(uri)).isEqualTo("null p1");
    assertThat(credentials(uri)).isEqualTo("null p2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://user:hunter2@host",
        "redis://hunter2@host",
        "redis-sentinel://:hunter2@host",
        "rediss://:hunter2@host?ca=/no/such/file"
      })
  void address_malformed_isRefusedWithoutThePassword(String text) {
    assertThatThrownBy(() -> LettuceConnector.of(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasNoCause()
        .hasMessageStartingWith("not a usable Redis address: ")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void socket_withoutNativeTransport_isRefusedWithTheArtifact() {
    assertThatThrownBy(() -> LettuceConnector.of("redis-socket:///run/redis.sock"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("io.netty:netty-transport-native-epoll");
  }

  @Test
  void connector_asText_showsNoPassword() {
    assertThat(LettuceConnector.of("redis://user:hunter2@host"))
        .hasToString("LettuceConnector[host:6379]");
    assertThat(Addresses.target(RedisURI.Builder.redis("::1", 7000).build()))
        .isEqualTo("[::1]:7000");
    assertThat(Addresses.target(RedisURI.create("redis-sentinel://:hunter2@h#m")))
        .isEqualTo("primary m");
  }

  @Test
  void credentials_forAClientOfTheApplications_areRefused() {
    try (RedisClient client = RedisClient.create("redis://127.0.0.1")) {
      LettuceConnector connector = LettuceConnector.of(client);
      assertThatThrownBy(() -> connector.withCredentials(() -> new Credentials(null, "p")))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("RedisCredentialsProvider");
    }
  }

  @Test
  void addressMap_forAClientOfTheApplications_isRefused() {
    try (RedisClient client = RedisClient.create("redis://127.0.0.1")) {
      LettuceConnector connector = LettuceConnector.of(client);
      assertThatThrownBy(() -> connector.withAddressMap(node -> node))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("MappingSocketAddressResolver");
    }
  }

  private static RedisURI uri(String text) {
    ServerAddress address = ServerAddress.parse(text);
    Credentials fixed = address.credentials();
    return Addresses.uri(address, fixed == null ? null : () -> fixed, Duration.ofSeconds(1));
  }

  private static String credentials(RedisURI uri) {
    RedisCredentials known =
        Objects.requireNonNull(uri.getCredentialsProvider().resolveCredentials().block());
    return known.getUsername() + " " + new String(Objects.requireNonNull(known.getPassword()));
  }
}
