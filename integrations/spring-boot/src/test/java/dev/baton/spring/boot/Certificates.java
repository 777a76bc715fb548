package dev.baton.spring.boot;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;

/**
 * Certificates for localhost that vouch for themselves, and their keys, as PEM files in a folder.
 *
 * @param folder where they are
 */
record Certificates(Path folder) {
  private static final String PASSWORD = "changeit";

  /** Makes one. */
  void make(String name, String host) throws Exception {
    Path store = folder.resolve(name + ".p12");
    Process made =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=dns:" + host,
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                store.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    assertThat(made.waitFor()).as(folder.resolve("log").toString()).isZero();
    KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    write(key(name), "PRIVATE KEY", keys.getKey(name, PASSWORD.toCharArray()).getEncoded());
    write(certificate(name), "CERTIFICATE", keys.getCertificate(name).getEncoded());
  }

  private static void write(String file, String what, byte[] content) throws Exception {
    String base64 = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(content);
    Files.writeString(
        Path.of(file),
        "-----BEGIN " + what + "-----\n" + base64 + "\n-----END " + what + "-----\n");
  }

  String certificate(String name) {
    return folder.resolve(name + ".crt").toString();
  }

  String key(String name) {
    return folder.resolve(name + ".key").toString();
  }
}
