package dev.baton.lettuce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslVerifyMode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerUriTest {

  @ParameterizedTest
  @CsvSource({
    "redis://localhost, localhost:6379, 0",
    "redis://localhost/, localhost:6379, 0",
    "redis://localhost:7000/3, localhost:7000, 3",
    "redis://my_redis:7000, my_redis:7000, 0",
    "redis://[::1]:7000/1, [::1]:7000, 1",
    "rediss://user:pass@example.org, example.org:6379, 0",
  })
  void uri_wellFormed_namesServerAndDatabase(String text, String target, int database) {
    RedisURI uri = parse(text);
    assertThat(ServerUri.target(uri)).isEqualTo(target);
    assertThat(uri.getDatabase()).isEqualTo(database);
    assertThat(LettuceConnector.of(text).target()).isEqualTo(target);
  }

  @Test
  void uri_ofTls_checksCertificateAndHostName() {
    RedisURI uri = parse("rediss://localhost");
    assertThat(uri.isSsl()).isTrue();
    assertThat(uri.getVerifyMode()).isEqualTo(SslVerifyMode.FULL);
    assertThat(parse("redis://localhost").isSsl()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "redis://user:pass@h, user, pass",
    "redis://:pass@h, , pass",
    "redis://us%40er:p%3Aa%2Fs+s@h, us@er, p:a/s+s",
    "redis://user:a:b@h, user, a:b",
  })
  void uri_withCredentials_decodesThem(String text, @Nullable String user, String password) {
    RedisCredentials credentials =
        parse(text).getCredentialsProvider().resolveCredentials().block();
    assertThat(credentials).isNotNull();
    assertThat(credentials.getUsername()).isEqualTo(user);
    assertThat(credentials.getPassword()).isEqualTo(password.toCharArray());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://user:hunter2@host",
        "//user:hunter2@host",
        "redis:user:hunter2@host",
        "redis://user:hunter2@",
        "redis://user:hunter2@host:port",
        "redis://user:hunter2@host:70000",
        "redis://user:hunter2@host:0",
        "redis://user:hunter2@host/db",
        "redis://user:hunter2@host/0?timeout=1s",
        "redis://hunter2@host",
        "redis://user:hunter2 @host",
        "redis://user:hunter2%zz@host",
        "",
      })
  void uri_malformed_saysHowItShouldLookWithoutThePassword(String text) {
    assertThatThrownBy(() -> LettuceConnector.of(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasNoCause()
        .hasMessageContaining("redis://[user:password@]host[:port][/database]")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void connector_asText_showsNoPassword() {
    assertThat(LettuceConnector.of("redis://user:hunter2@host").toString())
        .isEqualTo("LettuceConnector[host:6379]");
  }

  private static RedisURI parse(String text) {
    return ServerUri.parse(ServerUri.uri(text));
  }
}
