package dev.baton.testing.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

/**
 * Certificates that vouch for themselves, and their keys, as PEM files in a folder.
 *
 * @param folder where they are
 */
public record Certificates(Path folder) {
  private static final String PASSWORD = "changeit";

  /**
   * Makes a certificate and its key. Blocking: the JDK's keytool takes a second or two.
   *
   * @param name that of its files
   * @param host the host that it is for
   * @throws IOException if keytool fails; says what it printed
   * @throws GeneralSecurityException if what it made cannot be read
   * @throws InterruptedException if interrupted meanwhile
   */
  public void make(String name, String host)
      throws IOException, GeneralSecurityException, InterruptedException {
    Path store = folder.resolve(name + ".p12");
    Path log = folder.resolve("log");
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
            .redirectOutput(log.toFile())
            .start();
    if (made.waitFor() != 0) {
      throw new IOException(Files.readString(log));
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

  /**
   * The file of a certificate.
   *
   * @param name the one it was made by
   * @return its path
   */
  public String certificate(String name) {
    return folder.resolve(name + ".crt").toString();
  }

  /**
   * The file of a certificate's key.
   *
   * @param name the one it was made by
   * @return its path
   */
  public String key(String name) {
    return folder.resolve(name + ".key").toString();
  }
}
