package dev.baton.testing.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.BackendException;
import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.testing.server.RedisServer;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over TLS, with certificates named in the address, and as the user of SECURITY.md. */
class EncryptedTest extends Contract {
  @TempDir static Path folder;
  private static EncryptedServer encrypted;

  @BeforeAll
  static void start() throws Exception {
    encrypted = EncryptedServer.start(folder);
  }

  @AfterAll
  static void stop() {
    encrypted.server().close();
  }

  @Override
  RedisServer server() {
    return encrypted.server();
  }

  /** Back to the server's own certificate, and none of the client's. */
  @AfterEach
  void reset() {
    show("server");
    redis.send("CONFIG", "SET", "tls-auth-clients", "no");
  }

  private void show(String name) {
    redis.send(
        "CONFIG",
        "SET",
        "tls-cert-file",
        encrypted.certificates().certificate(name),
        "tls-key-file",
        encrypted.certificates().key(name));
  }

  private static String trusting(String name) {
    return encrypted.trusting(name);
  }

  private static String shown(String name) {
    return "&cert="
        + encrypted.certificates().certificate(name)
        + "&key="
        + encrypted.certificates().key(name);
  }

  @Test
  void userWithTheRightsOfTheTable_overTls_takesWaitsAndIsHandedTheLock() throws Exception {
    Rights.all(true).grant(redis);
    String address = encrypted.trustingAsUser("server");
    DistributedLock lock = keep(adapter.connect(address)).lock("lock:k");
    DistributedLock other = keep(adapter.connect(address)).lock("lock:k");
    for (int turn = 0; turn < 3; turn++) {
      Lease held = lock.acquire();
      CompletableFuture<Lease> next = inBackground(other::acquire);
      eventually().until(() -> waiting(lock) == 1);
      held.release();
      Lease handedOn = get(next);
      assertThat(handedOn.fencingToken()).isGreaterThan(held.fencingToken());
      handedOn.release();
    }
    assertThat(lock.isLocked()).isFalse();
    assertThat(redis.connections("pubsub")).hasSize(1);
  }

  @Test
  void serversCertificate_ofAnAuthorityNotNamed_isRefused() {
    assertThatThrownBy(() -> adapter.connect(trusting("other")))
        .isInstanceOf(BackendException.class)
        .hasMessageContaining("certificate");
  }

  @Test
  void clientsCertificate_demandedAndShown_isLetIn() throws Exception {
    redis.send("CONFIG", "SET", "tls-auth-clients", "yes");
    keep(adapter.connect(trusting("server") + shown("client"))).lock("k").acquire().release();
    for (String shown : new String[] {"", shown("other")}) {
      assertThatThrownBy(() -> adapter.connect(trusting("server") + shown))
          .isInstanceOf(BackendException.class)
          .hasMessageContaining("localhost:" + encrypted.port());
    }
  }

  @Test
  void certificateOfAnotherHost_verifyFull_isRefusedAndVerifyCaTakesIt() throws Exception {
    show("other");
    for (String full : new String[] {"", "&verify=full"}) {
      assertThatThrownBy(() -> adapter.connect(trusting("other") + full))
          .isInstanceOf(BackendException.class)
          .hasStackTraceContaining("localhost");
    }
    keep(adapter.connect(trusting("other") + "&verify=ca")).lock("k").acquire().release();
    assertThatThrownBy(() -> adapter.connect(trusting("server") + "&verify=ca"))
        .isInstanceOf(BackendException.class);
  }
}
