package dev.baton.lettuce;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.BackendException;
import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.LockOptions;
import dev.baton.testing.server.RedisServer;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over TLS, with an authority of one's own whose certificate for the server names one host. */
class TlsTest {
  private static final String PASSWORD = "changeit";

  @TempDir static Path folder;
  private static RedisServer server;
  private static int port;

  @BeforeAll
  static void start() throws Exception {
    keytool("keys.p12", "-genkeypair -alias ca -keyalg RSA -dname CN=authority -ext bc:c");
    keytool("keys.p12", "-genkeypair -alias server -keyalg RSA -dname CN=localhost");
    keytool("keys.p12", "-certreq -alias server -file " + folder.resolve("server.csr"));
    keytool(
        "keys.p12",
        "-gencert -rfc -alias ca -ext san=dns:localhost -infile "
            + folder.resolve("server.csr")
            + " -outfile "
            + folder.resolve("cert.pem"));
    keytool("keys.p12", "-exportcert -rfc -alias ca -file " + folder.resolve("ca.pem"));
    keytool("trust.p12", "-importcert -noprompt -alias ca -file " + folder.resolve("ca.pem"));
    KeyStore keys =
        KeyStore.getInstance(folder.resolve("keys.p12").toFile(), PASSWORD.toCharArray());
    Files.writeString(
        folder.resolve("key.pem"),
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII))
                .encodeToString(keys.getKey("server", PASSWORD.toCharArray()).getEncoded())
            + "\n-----END PRIVATE KEY-----\n");
    port = freePort();
    server =
        RedisServer.builder()
            .config("tls-port", Integer.toString(port))
            .config("tls-cert-file", folder.resolve("cert.pem").toString())
            .config("tls-key-file", folder.resolve("key.pem").toString())
            .config("tls-ca-cert-file", folder.resolve("ca.pem").toString())
            .config("tls-auth-clients", "no")
            .start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void lock_overTls_isRenewedHandedOverAndFreed() throws Exception {
    LockOptions options = LockOptions.defaults().leaseDuration(Duration.ofSeconds(20));
    try (Trusting there = new Trusting("localhost");
        LockClient one = there.connect();
        LockClient two = there.connect()) {
      Lease first = one.lock("k", options).acquire();
      first.renew(Duration.ofSeconds(20));
      CompletableFuture<Lease> next = two.lock("k", options).acquireAsync().toCompletableFuture();
      Awaitility.await().until(() -> one.lock("k").inspect().waiters().size() == 1);
      first.release();
      Lease second = next.get(20, TimeUnit.SECONDS);
      assertThat(second.fencingToken()).isGreaterThan(first.fencingToken());
      second.release();
      assertThat(one.lock("k").isLocked()).isFalse();
    }
  }

  @Test
  void certificate_ofAnotherHost_isRefused() {
    try (Trusting there = new Trusting("127.0.0.1")) {
      assertThatThrownBy(there::connect)
          .isInstanceOf(BackendException.class)
          .hasStackTraceContaining("127.0.0.1");
    }
  }

  @Test
  void authority_thatTheJvmDoesNotTrust_isRefused() {
    assertThatThrownBy(() -> LockClient.connect("rediss://localhost:" + port).close())
        .isInstanceOf(BackendException.class)
        .hasMessageContaining("localhost:" + port);
  }

  /** A Lettuce client of the application's that trusts the authority. */
  private static final class Trusting implements AutoCloseable {
    private final RedisURI uri;
    private final RedisClient client = RedisClient.create();

    Trusting(String host) {
      uri = RedisURI.builder().withHost(host).withPort(port).withSsl(true).build();
      SslOptions trust =
          SslOptions.builder().truststore(folder.resolve("trust.p12").toFile(), PASSWORD).build();
      client.setOptions(ClientOptions.builder().sslOptions(trust).build());
    }

    LockClient connect() {
      return LockClient.builder(
              LettuceConnector.of(client, uri).withCommandTimeout(Session.PATIENCE))
          .build();
    }

    @Override
    public void close() {
      client.shutdown(0, 5, TimeUnit.SECONDS);
    }
  }

  private static void keytool(String store, String command) throws Exception {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    words.addAll(List.of(command.split(" ")));
    words.addAll(List.of("-keystore", folder.resolve(store).toString()));
    words.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
    Process made =
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    assertThat(made.waitFor()).as(command).isZero();
  }

  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }
}
