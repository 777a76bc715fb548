package dev.baton.jedis;

import static dev.baton.jedis.Fixture.bytes;
import static dev.baton.jedis.Fixture.command;
import static dev.baton.jedis.Fixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.baton.jedis.Callers.Outcome;
import dev.baton.spi.Backend;
import dev.baton.spi.ConnectionFault;
import dev.baton.spi.Connector;
import dev.baton.spi.ServerAddress;
import dev.baton.testing.backend.TlsContract;
import dev.baton.testing.backend.Told;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.ConnectionPool;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.SslOptions;

/** Over TLS, where the JDK does more than with a plain socket, above all when it closes one. */
class TlsTest extends TlsContract {
  private final JedisClientConfig config =
      DefaultJedisClientConfig.builder()
          .sslOptions(
              SslOptions.builder()
                  .truststore(trust().toFile(), PASSWORD.toCharArray())
                  .trustStoreType("PKCS12")
                  .build())
          .build();
  private final ConnectionPool pool =
      new ConnectionPool(new HostAndPort("localhost", port()), config);

  /** To the same server, by a name that its certificate does not have. */
  private final ConnectionPool elsewhere =
      new ConnectionPool(new HostAndPort("127.0.0.1", port()), config);

  private final Told told = new Told();

  @Override
  protected Connector trusting(String host) {
    return JedisConnector.of(host.equals("localhost") ? pool : elsewhere)
        .withCommandTimeout(Fixture.LONG);
  }

  @Override
  protected Connector connector(String uri) {
    return JedisConnector.of(uri);
  }

  @Override
  protected Connector connector(ServerAddress address) {
    return JedisConnector.of(address);
  }

  @AfterEach
  void close() {
    pool.close();
    elsewhere.close();
  }

  @Test
  void commandsAndMessages_overTls_failInTimeAndComeBack() {
    JedisConnector connector =
        JedisConnector.of(pool).withCommandTimeout(Fixture.TIMEOUT).withSilence(Fixture.SILENCE);
    try (Backend backend = connector.connect(told)) {
      assertThat(text(backend.execute(command("ECHO", "x")))).isEqualTo("x");
      backend.subscribe(bytes("inbox"), true);
      assertThat(Fixture.spublish(server(), "inbox", "hello")).isEqualTo(1);
      await().until(() -> told.messages().equals(List.of("hello")));
      // a TLS socket that is closed in the plain way reads on for as long as its timeout; a busy
      // machine can be as slow, but not each time
      Duration best = timeOut(backend);
      for (int i = 0; i < 5 && best.compareTo(Fixture.TIMEOUT.multipliedBy(2)) >= 0; i++) {
        best = timeOut(backend);
      }
      assertThat(best).isLessThan(Fixture.TIMEOUT.multipliedBy(2));
      assertThat(text(backend.execute(command("ECHO", "y")))).isEqualTo("y");
    }
    await().until(() -> pool.getNumActive() == 0);
  }

  /** For how long a command waits for a server that does not answer; it does again afterwards. */
  private Duration timeOut(Backend backend) {
    told.changes().clear();
    server().pause();
    Outcome silent;
    try {
      silent = Callers.run(backend, command("PING"));
      assertThat(silent.fault()).isInstanceOf(ConnectionFault.class);
      await().until(() -> told.changes().contains(Told.LOST));
    } finally {
      server().resume();
    }
    await().until(() -> told.changes().containsAll(List.of(Told.RECONNECTED, Told.RESUBSCRIBED)));
    return silent.took();
  }

  @Test
  void certificate_thatTheJvmDoesNotTrust_isFaultThatSaysSo() {
    assertThatThrownBy(() -> JedisConnector.of("rediss://localhost:" + port()).connect(told))
        .isInstanceOf(ConnectionFault.class)
        .hasMessageStartingWith("cannot reach localhost:" + port())
        .hasMessageContaining("the JVM does not trust its certificate");
  }
}
