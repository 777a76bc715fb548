package dev.baton.testing.conformance;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;

/**
 * Certificates that vouch for themselves, and their keys, as PEM files in a folder.
 *
 * @param folder where they are
 */
record Certificates(Path folder) {
  private static final String PASSWORD = "changeit";

  /**
   * Makes one.
   *
   * @param name that of its files
   * @param host the host that it is for
   */
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
    if (made.waitFor() != 0) {
      throw new IOException(Files.readString(folder.resolve("log")));
    }
    KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    write(key(name), "PRIVATE KEY", keys.getKey(name, PASSWORD.toCharArray()).getEncoded());
    write(certificate(name), "CERTIFICATE", keys.getCertificate(name).getEncoded());
  }

  private static void write(String file, String what, byte[] content) throws IOException {
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
