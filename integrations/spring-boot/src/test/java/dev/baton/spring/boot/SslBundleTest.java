package dev.baton.spring.boot;

import static dev.baton.spring.boot.Contexts.ask;
import static dev.baton.spring.boot.Contexts.runner;
import static dev.baton.spring.boot.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.BackendException;
import dev.baton.LockClient;
import dev.baton.spring.boot.BatonProperties.Adapter;
import dev.baton.testing.server.Certificates;
import dev.baton.testing.server.Ports;
import dev.baton.testing.server.RedisServer;
import java.nio.file.Path;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleRegistry;
import org.springframework.boot.ssl.SslManagerBundle;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStore;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** A server that speaks TLS, and the application's SSL bundles. */
class SslBundleTest {
  @TempDir static Path folder;
  private static Certificates certificates;
  private static RedisServer server;
  private static int port;

  @BeforeAll
  static void start() throws Exception {
    certificates = new Certificates(folder);
    certificates.make("server", "localhost");
    certificates.make("next", "localhost");
    certificates.make("elsewhere", "elsewhere.invalid");
    certificates.make("client", "client.invalid");
    port = Ports.take();
    server =
        RedisServer.builder()
            .config("tls-port", Integer.toString(port))
            .config("tls-cert-file", certificates.certificate("server"))
            .config("tls-key-file", certificates.key("server"))
            .config("tls-ca-cert-file", certificates.certificate("client"))
            .config("tls-auth-clients", "no")
            .start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @AfterEach
  void reset() {
    show("server");
    ask(server, "CONFIG", "SET", "tls-auth-clients", "no");
  }

  private static void show(String name) {
    ask(
        server,
        "CONFIG",
        "SET",
        "tls-cert-file",
        certificates.certificate(name),
        "tls-key-file",
        certificates.key(name));
  }

  private static ApplicationContextRunner trusting(Adapter adapter, String name) {
    return runner(adapter)
        .withPropertyValues(
            "spring.ssl.bundle.pem.locks.truststore.certificate=file:"
                + certificates.certificate(name));
  }

  private static String url(String scheme) {
    return "baton.url=" + scheme + "://localhost:" + port + "?timeout=30s";
  }

  @ParameterizedTest
  @EnumSource
  void bundle_named_isUsedAndTurnsTlsOn(Adapter adapter) {
    for (String scheme : new String[] {"redis", "rediss"}) {
      trusting(adapter, "server")
          .withPropertyValues("baton.ssl.bundle=locks", url(scheme))
          .run(context -> works(context.getBean(LockClient.class)));
    }
  }

  @ParameterizedTest
  @EnumSource
  void bundle_ofConnectionDetails_isUsed(Adapter adapter) {
    trusting(adapter, "server")
        .withPropertyValues(
            "spring.data.redis.ssl.bundle=locks",
            "spring.data.redis.host=localhost",
            "spring.data.redis.port=" + port)
        .run(context -> works(context.getBean(LockClient.class)));
  }

  @ParameterizedTest
  @EnumSource
  void serverThatTheBundleDoesNotTrust_isRefused(Adapter adapter) {
    trusting(adapter, "next")
        .withPropertyValues("baton.ssl.bundle=locks", url("rediss"))
        .run(
            context ->
                assertThat(context).getFailure().hasStackTraceContaining("no connection to"));
  }

  @ParameterizedTest
  @EnumSource
  void certificateOfAnotherHost_isRefusedUnlessTheAddressSaysOtherwise(Adapter adapter) {
    show("elsewhere");
    trusting(adapter, "elsewhere")
        .withPropertyValues("baton.ssl.bundle=locks", url("rediss"))
        .run(context -> assertThat(context).getFailure().hasStackTraceContaining("localhost"));
    trusting(adapter, "elsewhere")
        .withPropertyValues("baton.ssl.bundle=locks", url("rediss") + "&verify=ca")
        .run(context -> works(context.getBean(LockClient.class)));
  }

  @ParameterizedTest
  @EnumSource
  void certificateOfTheBundle_demanded_isShown(Adapter adapter) {
    ask(server, "CONFIG", "SET", "tls-auth-clients", "yes");
    trusting(adapter, "server")
        .withPropertyValues("baton.ssl.bundle=locks", url("rediss"))
        .run(context -> assertThat(context).hasFailed());
    trusting(adapter, "server")
        .withPropertyValues(
            "baton.ssl.bundle=locks",
            url("rediss"),
            "spring.ssl.bundle.pem.locks.keystore.certificate=file:"
                + certificates.certificate("client"),
            "spring.ssl.bundle.pem.locks.keystore.private-key=file:" + certificates.key("client"))
        .run(context -> works(context.getBean(LockClient.class)));
  }

  @ParameterizedTest
  @EnumSource
  void bundle_updated_countsForTheNextConnection(Adapter adapter) {
    trusting(adapter, "server")
        .withPropertyValues("baton.ssl.bundle=locks", url("rediss"))
        .run(
            context -> {
              LockClient client = context.getBean(LockClient.class);
              works(client);
              show("next");
              context.getBean(SslBundleRegistry.class).updateBundle("locks", trusting("next"));
              ask(server, "CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
              eventually()
                  .ignoreExceptionsInstanceOf(BackendException.class)
                  .until(() -> !client.lock("k").isLocked());
              works(client);
            });
  }

  private static SslBundle trusting(String name) {
    PemSslStore store =
        PemSslStore.load(
            PemSslStoreDetails.forCertificate("file:" + certificates.certificate(name)));
    return SslBundle.of(new PemSslStoreBundle(null, store));
  }

  @Test
  void bundle_thatWouldNotLookAtTheHost_isRefused() {
    SslManagerBundle careless =
        SslManagerBundle.from(
            new TrustManager[] {
              new X509TrustManager() {
                @Override
                public void checkClientTrusted(
                    java.security.cert.X509Certificate[] chain, String type) {}

                @Override
                public void checkServerTrusted(
                    java.security.cert.X509Certificate[] chain, String type) {}

                @Override
                public java.security.cert.X509Certificate[] getAcceptedIssuers() {
                  return new java.security.cert.X509Certificate[0];
                }
              }
            });
    SslBundle bundle =
        SslBundle.of(SslStoreBundle.NONE, null, null, SslBundle.DEFAULT_PROTOCOL, careless);
    assertThat(
            org.assertj.core.api.Assertions.catchThrowable(() -> BundleTls.of(() -> bundle, true)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("X509ExtendedTrustManager");
  }

  @Test
  void tls_asClientOnly_trustsNoClientsAndShowsNothingAsAServer() {
    var tls = BundleTls.of(() -> trusting("server"), true);
    for (KeyManager manager : tls.identity().getKeyManagers()) {
      var identity = (javax.net.ssl.X509ExtendedKeyManager) manager;
      assertThat(identity.getServerAliases("EC", null)).isNull();
      assertThat(identity.chooseServerAlias("EC", null, null)).isNull();
      assertThat(identity.getClientAliases("EC", null)).isNullOrEmpty();
    }
  }

  private static void works(LockClient client) throws InterruptedException {
    client.lock("k").acquire().release();
  }
}
