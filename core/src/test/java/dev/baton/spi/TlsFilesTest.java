package dev.baton.spi;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.Base64;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsFilesTest {
  private static final String PASSWORD = "changeit";

  @TempDir static Path folder;

  @BeforeAll
  static void makeKeys() throws Exception {
    Path store = folder.resolve("keys.p12");
    for (String kind : new String[] {"RSA", "EC", "Ed25519"}) {
      Process made =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                  "-genkeypair",
                  "-alias",
                  kind,
                  "-keyalg",
                  kind,
                  "-dname",
                  "CN=" + kind,
                  "-storetype",
                  "PKCS12",
                  "-storepass",
                  PASSWORD,
                  "-keystore",
                  store.toString())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("log").toFile())
              .start();
      assertThat(made.waitFor()).isZero();
      KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
      pem(kind + ".key", "PRIVATE KEY", keys.getKey(kind, PASSWORD.toCharArray()).getEncoded());
      pem(kind + ".crt", "CERTIFICATE", keys.getCertificate(kind).getEncoded());
    }
    Files.writeString(
        folder.resolve("both.crt"),
        Files.readString(folder.resolve("RSA.crt")) + Files.readString(folder.resolve("EC.crt")));
    pem("old.key", "RSA PRIVATE KEY", new byte[] {1, 2, 3});
    pem("broken.key", "PRIVATE KEY", new byte[] {1, 2, 3});
    pem("broken.crt", "CERTIFICATE", new byte[] {1, 2, 3});
    Files.writeString(folder.resolve("empty"), "");
  }

  private static void pem(String file, String what, byte[] content) throws Exception {
    String base64 = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(content);
    Files.writeString(
        folder.resolve(file),
        "-----BEGIN " + what + "-----\n" + base64 + "\n-----END " + what + "-----\n");
  }

  private static Tls tls(@Nullable String ca, @Nullable String cert, @Nullable String key) {
    return Tls.ofFiles(file(ca), file(cert), file(key), true);
  }

  private static @Nullable Path file(@Nullable String name) {
    return name == null ? null : folder.resolve(name);
  }

  @Test
  void authorities_inOneFile_areAllTrusted() {
    X509TrustManager trust =
        Arrays.stream(requireNonNull(tls("both.crt", null, null).trust()).getTrustManagers())
            .filter(X509TrustManager.class::isInstance)
            .map(X509TrustManager.class::cast)
            .findFirst()
            .orElseThrow();
    assertThat(trust.getAcceptedIssuers())
        .extracting(issuer -> issuer.getSubjectX500Principal().getName())
        .containsExactlyInAnyOrder("CN=RSA", "CN=EC");
    assertThat(tls("both.crt", null, null).identity()).isNull();
    assertThat(tls("both.crt", null, null).context()).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC", "Ed25519"})
  void key_ofEachKind_isReadWithItsCertificate(String kind) {
    Tls tls = tls(null, kind + ".crt", kind + ".key");
    X509ExtendedKeyManager keys =
        (X509ExtendedKeyManager) requireNonNull(tls.identity()).getKeyManagers()[0];
    assertThat(keys.getPrivateKey("client")).isNotNull();
    assertThat(keys.getCertificateChain("client")).hasSize(1);
    assertThat(tls.trust()).isNull();
    assertThat(tls.context()).isNotNull();
  }

  @Test
  void files_none_leaveAllToTheJvm() {
    assertThat(tls(null, null, null).context()).isNull();
    assertThat(tls(null, null, null).identity()).isNull();
    assertThat(tls(null, "RSA.crt", null).identity()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"old.key", "broken.key", "RSA.crt", "empty"})
  void key_inAnotherForm_isRefusedWithAWayToMakeOne(String file) {
    assertThatThrownBy(() -> tls(null, "RSA.crt", file).context())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("parameter key", file, "PKCS#8", "openssl")
        .hasNoCause();
  }

  @ParameterizedTest
  @ValueSource(strings = {"broken.crt", "RSA.key", "empty"})
  void certificate_inAnotherForm_isRefused(String file) {
    assertThatThrownBy(() -> tls(file, null, null).context())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("parameter ca", file, "no certificate in PEM form")
        .hasNoCause();
    assertThatThrownBy(() -> tls(null, file, "RSA.key").context())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("parameter cert", file);
  }

  @Test
  void file_missingOrAFolder_isNamed() {
    assertThatThrownBy(() -> tls("none.pem", null, null).context())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("none.pem", "there is no such file");
    assertThatThrownBy(() -> tls("", null, null).context())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("it cannot be read");
  }
}
