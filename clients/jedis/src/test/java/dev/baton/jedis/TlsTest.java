package dev.baton.jedis;

import static dev.baton.jedis.Fixture.bytes;
import static dev.baton.jedis.Fixture.command;
import static dev.baton.jedis.Fixture.text;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.jedis.Callers.Outcome;
import dev.baton.spi.Backend;
import dev.baton.spi.ConnectionFault;
import dev.baton.testing.server.RedisServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.ConnectionPool;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.SslOptions;

/** Over TLS, where the JDK does more than with a plain socket, above all when it closes one. */
class TlsTest {
  private static final String PASSWORD = "changeit";

  @TempDir static Path folder;
  private int port;
  private RedisServer server;
  private ConnectionPool pool;

  /** To the same server, by a name that its certificate does not have. */
  private ConnectionPool elsewhere;

  private final Recorder told = new Recorder();

  @BeforeEach
  void start() throws IOException {
    port = freePort();
    server =
        RedisServer.builder()
            .config("tls-port", Integer.toString(port))
            .config("tls-cert-file", folder.resolve("cert.pem").toString())
            .config("tls-key-file", folder.resolve("key.pem").toString())
            .config("tls-ca-cert-file", folder.resolve("cert.pem").toString())
            .config("tls-auth-clients", "no")
            .start();
    JedisClientConfig config =
        DefaultJedisClientConfig.builder()
            .sslOptions(
                SslOptions.builder()
                    .truststore(store().toFile(), PASSWORD.toCharArray())
                    .trustStoreType("PKCS12")
                    .build())
            .build();
    pool = new ConnectionPool(new HostAndPort("localhost", port), config);
    elsewhere = new ConnectionPool(new HostAndPort("127.0.0.1", port), config);
  }

  private static Path store() {
    return folder.resolve("store.p12");
  }

  @BeforeAll
  static void makeKey() throws Exception {
    Path store = store();
    Process made =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "RSA",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-storetype",
                "PKCS12",
                "-storepass",
                "" + PASSWORD,
                "-keystore",
                "" + store)
            .inheritIO()
            .start();
    assertThat(made.waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    pem("key.pem", "PRIVATE KEY", keys.getKey("server", PASSWORD.toCharArray()).getEncoded());
    pem("cert.pem", "CERTIFICATE", keys.getCertificate("server").getEncoded());
  }

  private static void pem(String file, String what, byte[] content) throws IOException {
    String base64 = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(content);
    Files.writeString(
        folder.resolve(file),
        "-----BEGIN " + what + "-----\n" + base64 + "\n-----END " + what + "-----\n");
  }

  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  @AfterEach
  void close() {
    pool.close();
    elsewhere.close();
    server.close();
  }

  @Test
  void commandsAndMessages_overTls_failInTimeAndComeBack() {
    JedisConnector connector =
        JedisConnector.of(pool).withCommandTimeout(Fixture.TIMEOUT).withSilence(Fixture.SILENCE);
    try (Backend backend = connector.connect(told)) {
      assertThat(text(backend.execute(command("ECHO", "x")))).isEqualTo("x");
      backend.subscribe(bytes("inbox"), true);
      assertThat(Fixture.spublish(server, "inbox", "hello")).isEqualTo(1);
      await().until(() -> told.messages.equals(List.of("hello")));
      // a TLS socket that is closed in the plain way reads on for as long as its timeout; a busy
      // machine can be as slow, but not each time
      Duration best = timeOut(backend);
      for (int i = 0; i < 5 && best.compareTo(Fixture.TIMEOUT.multipliedBy(2)) >= 0; i++) {
        best = timeOut(backend);
      }
      assertThat(best).isLessThan(Fixture.TIMEOUT.multipliedBy(2));
      await().until(() -> told.events.contains(Recorder.RESUBSCRIBED));
      assertThat(text(backend.execute(command("ECHO", "y")))).isEqualTo("y");
    }
    await().until(() -> pool.getNumActive() == 0);
  }

  /** For how long a command waits for a server that does not answer; it does again afterwards. */
  private Duration timeOut(Backend backend) {
    told.events.clear();
    server.pause();
    Outcome silent = Callers.run(backend, command("PING"));
    assertThat(silent.fault()).isInstanceOf(ConnectionFault.class);
    await().until(() -> told.events.contains(Recorder.LOST));
    server.resume();
    await().until(() -> told.events.contains(Recorder.RECONNECTED));
    return silent.took();
  }

  @Test
  void certificate_thatTheJvmDoesNotTrust_isFaultThatSaysSo() {
    assertThatThrownBy(() -> JedisConnector.of("rediss://localhost:" + port).connect(told))
        .isInstanceOf(ConnectionFault.class)
        .hasMessageStartingWith("cannot reach localhost:" + port)
        .hasMessageContaining("with a certificate that this JVM trusts for this host name");
  }

  @Test
  void lock_overTls_isHandedOverAndFreed() throws Exception {
    try (LockClient one = connect();
        LockClient two = connect()) {
      Lease first = one.lock("k").acquire();
      CompletableFuture<Lease> next = two.lock("k").acquireAsync().toCompletableFuture();
      await().until(() -> one.lock("k").inspect().waiters().size() == 1);
      first.release();
      next.get(20, TimeUnit.SECONDS).release();
      assertThat(one.lock("k").isLocked()).isFalse();
    }
  }

  private LockClient connect() {
    return LockClient.builder(JedisConnector.of(pool).withCommandTimeout(Fixture.LONG)).build();
  }

  @Test
  void certificate_ofAnotherHost_isFault() {
    assertThatThrownBy(() -> JedisConnector.of(elsewhere).connect(told))
        .isInstanceOf(ConnectionFault.class)
        .hasStackTraceContaining("127.0.0.1");
  }
}
