package dev.baton.testing.conformance;

import dev.baton.testing.server.Certificates;
import dev.baton.testing.server.Ports;
import dev.baton.testing.server.RedisServer;
import java.nio.file.Path;

/**
 * A server that listens over TLS too, and certificates: its own, one for another host, and one of a
 * client.
 *
 * @param server the server
 * @param port where it listens over TLS, as {@code localhost}
 * @param certificates those named {@code server}, {@code other} and {@code client}
 */
record EncryptedServer(RedisServer server, int port, Certificates certificates) {

  /** Starts one, with the files of its certificates in a folder. */
  static EncryptedServer start(Path folder) throws Exception {
    return start(certificates(folder));
  }

  /** Makes its certificates, which takes longer than to start it. */
  static Certificates certificates(Path folder) throws Exception {
    Certificates certificates = new Certificates(folder);
    certificates.make("server", "localhost");
    certificates.make("other", "elsewhere.invalid");
    certificates.make("client", "client.invalid");
    return certificates;
  }

  /** Starts one with certificates that are there. */
  static EncryptedServer start(Certificates certificates) throws Exception {
    int port = Ports.take();
    RedisServer server =
        RedisServer.builder()
            .config("tls-port", Integer.toString(port))
            .config("tls-cert-file", certificates.certificate("server"))
            .config("tls-key-file", certificates.key("server"))
            .config("tls-ca-cert-file", certificates.certificate("client"))
            .config("tls-auth-clients", "no")
            .start();
    return new EncryptedServer(server, port, certificates);
  }

  /** Its address for a client that trusts one of the certificates. */
  String trusting(String name) {
    return "rediss://localhost:" + port + "?ca=" + certificates.certificate(name);
  }

  /** The same for the user of SECURITY.md. */
  String trustingAsUser(String name) {
    return trusting(name).replace("//", "//" + Rights.USER + ":" + Rights.PASSWORD + "@");
  }
}
