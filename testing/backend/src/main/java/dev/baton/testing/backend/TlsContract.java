package dev.baton.testing.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.baton.BackendException;
import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.LockOptions;
import dev.baton.spi.ConnectionFault;
import dev.baton.spi.Connector;
import dev.baton.spi.ServerAddress;
import dev.baton.spi.ServerAddressBuilder;
import dev.baton.spi.ServerError;
import dev.baton.spi.Tls;
import dev.baton.testing.server.RedisServer;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What an adapter does over TLS, with an authority of one's own whose certificate for the server
 * names one host.
 */
public abstract class TlsContract {
  /** Of {@link #trust()}. */
  protected static final String PASSWORD = TlsServer.PASSWORD;

  private static TlsServer tls;

  /** One server for all tests. */
  protected TlsContract() {}

  /**
   * A connector on a client of the application's that trusts the authority.
   *
   * @param host the server's host, at {@link #port()}
   * @return the connector
   */
  protected abstract Connector trusting(String host);

  /**
   * The adapter's connector.
   *
   * @param uri an address
   * @return a connector that trusts what the JVM does
   */
  protected abstract Connector connector(String uri);

  /**
   * The adapter's connector.
   *
   * @param address an address
   * @return a connector to it
   */
  protected abstract Connector connector(ServerAddress address);

  @BeforeAll
  static void startTls(@TempDir Path folder) throws Exception {
    tls = new TlsServer(folder);
  }

  @AfterAll
  static void stopTls() {
    tls.close();
  }

  /**
   * The server.
   *
   * @return it, which has a port without TLS as well
   */
  protected static RedisServer server() {
    return tls.server;
  }

  /**
   * The server's port for TLS.
   *
   * @return another than the server's own
   */
  protected static int port() {
    return tls.port;
  }

  /**
   * The authority's certificate.
   *
   * @return a store of the type PKCS12
   */
  protected static Path trust() {
    return tls.trust();
  }

  @Test
  void lock_overTls_isRenewedHandedOverAndFreed() throws Exception {
    LockOptions options = LockOptions.defaults().leaseDuration(Duration.ofSeconds(20));
    try (LockClient one = LockClient.builder(trusting("localhost")).build();
        LockClient two = LockClient.builder(trusting("localhost")).build()) {
      Lease first = one.lock("k", options).acquire();
      first.renew(Duration.ofSeconds(20));
      CompletableFuture<Lease> next = two.lock("k", options).acquireAsync().toCompletableFuture();
      await().atMost(Origin.PATIENCE).until(() -> one.lock("k").inspect().waiters().size() == 1);
      first.release();
      Lease second = next.get(20, TimeUnit.SECONDS);
      assertThat(second.fencingToken()).isGreaterThan(first.fencingToken());
      second.release();
      assertThat(one.lock("k").isLocked()).isFalse();
    }
  }

  @Test
  void certificate_ofAnotherHost_isRefused() {
    assertThatThrownBy(() -> trusting("127.0.0.1").connect(new Told()))
        .isInstanceOf(ConnectionFault.class)
        .hasMessageContaining("check that its certificate is valid, and for this host name")
        .hasStackTraceContaining("127.0.0.1");
  }

  @Test
  void wrongAddress_isAnsweredByTheSameWordsOfEachAdapter() {
    assertThatThrownBy(() -> connector("redis://localhost:" + port()).connect(new Told()))
        .isInstanceOf(ConnectionFault.class)
        .hasMessageStartingWith("cannot reach localhost:" + port() + " (")
        .hasMessageEndingWith(
            "): check host and port, and that the address begins with rediss:// if the server wants"
                + " TLS");
    assertThatThrownBy(() -> connector("rediss://localhost:" + server().port()).connect(new Told()))
        .isInstanceOf(ConnectionFault.class)
        .hasMessageEndingWith(
            "): it does not answer; check that a Redis server listens there, and that the address"
                + " begins with redis:// unless it speaks TLS");
    assertThatThrownBy(() -> connector("redis://127.0.0.1:1").connect(new Told()))
        .hasMessage(
            "cannot reach 127.0.0.1:1 (Connection refused): check host and port, that the server"
                + " runs, and that no firewall is in between");
    assertThatThrownBy(() -> connector("redis://no-such-host.invalid").connect(new Told()))
        .hasMessage(
            "cannot reach no-such-host.invalid:6379 (unknown host): check the host in the address");
    assertThatThrownBy(
            () ->
                connector("redis-sentinel://localhost:" + server().port() + "/main")
                    .connect(new Told()))
        .isInstanceOf(ServerError.class)
        .hasMessageStartingWith("ERR ")
        .hasMessageEndingWith(
            "Sentinel localhost:"
                + server().port()
                + ": a server is there and no Sentinel; connect to it with redis:// or rediss://");
  }

  @Test
  void factories_ofTheApplication_areAskedWhomToTrust() throws Exception {
    KeyStore store = KeyStore.getInstance(trust().toFile(), PASSWORD.toCharArray());
    var trusting = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trusting.init(store);
    ServerAddressBuilder named =
        ServerAddress.server(new ServerAddress.Node("localhost", port())).timeout(Origin.PATIENCE);
    try (LockClient locks = LockClient.builder(connected(named, trusting, true)).build()) {
      locks.lock("of-factories").acquire().release();
    }
    ServerAddressBuilder other =
        ServerAddress.server(new ServerAddress.Node("127.0.0.1", port())).timeout(Origin.PATIENCE);
    assertThatThrownBy(() -> connected(other, trusting, true).connect(new Told()))
        .isInstanceOf(ConnectionFault.class)
        .hasStackTraceContaining("127.0.0.1");
    connected(other, trusting, false).connect(new Told()).close();
    assertThatThrownBy(() -> connected(named, null, true).connect(new Told()))
        .isInstanceOf(ConnectionFault.class);
  }

  private Connector connected(
      ServerAddressBuilder address, @Nullable TrustManagerFactory trust, boolean hostChecked) {
    return connector(address.tls(Tls.of(trust, null, hostChecked)).build());
  }

  @Test
  void authority_thatTheJvmDoesNotTrust_isRefused() {
    Connector connector = connector("rediss://localhost:" + port());
    assertThatThrownBy(() -> LockClient.builder(connector).build().close())
        .isInstanceOf(BackendException.class)
        .hasMessageContaining("cannot reach localhost:" + port() + " (")
        .hasMessageEndingWith(
            "the JVM does not trust its certificate; name the authority with ?ca=FILE in the"
                + " address");
  }
}
