package dev.baton.testing.backend;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testing.server.Ports;
import dev.baton.testing.server.RedisServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A server that speaks TLS too, with an authority of its own that names it localhost. */
final class TlsServer implements AutoCloseable {
  static final String PASSWORD = "changeit";

  private final Path folder;
  final int port;
  final RedisServer server;

  /** Makes keys in the folder, and starts it. */
  TlsServer(Path folder) throws Exception {
    this.folder = folder;
    keytool("keys.p12", "-genkeypair -alias ca -keyalg RSA -dname CN=authority -ext bc:c");
    keytool("keys.p12", "-genkeypair -alias server -keyalg RSA -dname CN=localhost");
    keytool("keys.p12", "-certreq -alias server -file " + file("server.csr"));
    keytool(
        "keys.p12",
        "-gencert -rfc -alias ca -ext san=dns:localhost -infile "
            + file("server.csr")
            + " -outfile "
            + file("cert.pem"));
    keytool("keys.p12", "-exportcert -rfc -alias ca -file " + file("ca.pem"));
    keytool("trust.p12", "-importcert -noprompt -alias ca -file " + file("ca.pem"));
    KeyStore keys = KeyStore.getInstance(file("keys.p12").toFile(), PASSWORD.toCharArray());
    Files.writeString(
        file("key.pem"),
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII))
                .encodeToString(keys.getKey("server", PASSWORD.toCharArray()).getEncoded())
            + "\n-----END PRIVATE KEY-----\n");
    port = Ports.take();
    server =
        RedisServer.builder()
            .config("tls-port", Integer.toString(port))
            .config("tls-cert-file", file("cert.pem").toString())
            .config("tls-key-file", file("key.pem").toString())
            .config("tls-ca-cert-file", file("ca.pem").toString())
            .config("tls-auth-clients", "no")
            .start();
  }

  /** The store with the authority's certificate. */
  Path trust() {
    return file("trust.p12");
  }

  private Path file(String name) {
    return folder.resolve(name);
  }

  private void keytool(String store, String command) throws Exception {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    words.addAll(List.of(command.split(" ")));
    words.addAll(List.of("-keystore", file(store).toString()));
    words.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
    Process made =
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectOutput(file("log").toFile())
            .start();
    assertThat(made.waitFor()).as(command).isZero();
  }

  @Override
  public void close() {
    server.close();
  }
}
