package dev.baton.testing.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.BackendException;
import dev.baton.LockClient;
import dev.baton.LockOptions;
import dev.baton.testing.server.Ports;
import dev.baton.testing.server.RedisServer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused says what was wrong and what to do, and holds nothing. */
class BadInputTest extends Contract {

  @Test
  void name_missingEmptyOrTooLong_isRefused() {
    LockClient client = client();
    assertThatThrownBy(() -> client.lock(null)).hasMessageContaining("name");
    assertThatThrownBy(() -> client.lock(""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("empty");
    assertThatThrownBy(() -> client.lock("x".repeat(1_025)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1025 bytes")
        .hasMessageContaining("1024");
    assertThatThrownBy(() -> client.lock("half a pair \ud83d"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("surrogate");
    assertThatThrownBy(() -> client.lock("k", null)).hasMessageContaining("options");
    assertThat(redis.keys()).isEmpty();
  }

  @Test
  void wait_negative_isRefusedAndAnEndlessOneIsNot() throws Exception {
    var lock = lock("k");
    assertThatThrownBy(() -> lock.acquire(Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("maxWait");
    assertThatThrownBy(() -> lock.tryAcquire(null)).hasMessageContaining("maxWait");
    assertThat(redis.keys()).isEmpty();
    lock.acquire(Duration.ofSeconds(Long.MAX_VALUE)).release();
  }

  @Test
  void durations_ofTheLease_outOfBounds_areRefused() {
    LockOptions options = LockOptions.defaults();
    for (Duration wrong :
        new Duration[] {
          Duration.ZERO,
          Duration.ofSeconds(-1),
          Duration.ofMillis(9),
          Duration.ofDays(366),
          Duration.ofSeconds(Long.MAX_VALUE)
        }) {
      assertThatThrownBy(() -> options.leaseDuration(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("leaseDuration")
          .hasMessageContaining("365 days");
    }
  }

  @Test
  void work_missing_isRefusedBeforeTheLockIsTaken() {
    var lock = lock("k");
    assertThatThrownBy(() -> lock.call(null)).hasMessageContaining("work");
    assertThat(redis.keys()).isEmpty();
  }

  @Test
  void server_notThere_isNamed() {
    int port = Ports.take();
    String uri = "redis://127.0.0.1:" + port;
    assertThatThrownBy(() -> adapter.connect(uri))
        .isInstanceOfSatisfying(
            BackendException.class,
            e -> assertThat(e.outcome()).isEqualTo(BackendException.Outcome.NOT_DONE))
        .hasMessageContaining("127.0.0.1:" + port);
  }

  @Test
  void password_wrongOrMissing_isSaidWithoutShowingIt() {
    try (RedisServer guarded = RedisServer.builder().password("sesame").start()) {
      String wrong = "redis://:guessed@127.0.0.1:" + guarded.port();
      assertThatThrownBy(() -> adapter.connect(wrong))
          .isInstanceOf(BackendException.class)
          .hasMessageContaining("WRONGPASS")
          .hasMessageContaining("password")
          .satisfies(e -> assertThat(e.toString()).doesNotContain("guessed"));
      String none = "redis://127.0.0.1:" + guarded.port();
      assertThatThrownBy(() -> adapter.connect(none))
          .isInstanceOf(BackendException.class)
          .hasMessageContaining("NOAUTH");
      adapter.connect("redis://:sesame@127.0.0.1:" + guarded.port()).close();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost:6379",
        "redis://",
        "redis://host:notaport",
        "http://localhost",
        "redis://user:secret@ho st"
      })
  void address_malformed_isRefusedWithAnExample(String uri) {
    assertThatThrownBy(() -> LockClient.connect(uri))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("redis://")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
  }
}
