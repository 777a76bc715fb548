package dev.baton.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.testing.server.RedisServer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What docs/cdi.md shows. */
class CdiExamplesTest extends CdiCase {

  // tag::cdiClient
  @ApplicationScoped
  public static class Locks {
    @Produces
    @ApplicationScoped
    LockClient lockClient() {
      return LockClient.connect(uri()); // such as redis://localhost:6379
    }

    void close(@Disposes LockClient client) {
      client.close();
    }
  }

  // end::cdiClient

  /** A resource that is written to. */
  @ApplicationScoped
  static class Ledger {
    private final List<String> lines = new ArrayList<>();

    void write(long id, String what, long fence) {
      lines.add(id + " " + what + " " + (fence > 0));
    }

    List<String> lines() {
      return lines;
    }
  }

  /** Writes. */
  @ApplicationScoped
  static class Orders {
    @Inject Ledger ledger;

    // tag::cdiMethod
    @Locked("order:{id}") // the lock lock:order:42
    @Transactional // begins within the lock, and is committed before that is released
    public void pay(long id) {
      ledger.write(id, "paid", CurrentLease.get().fencingToken());
    }

    // end::cdiMethod

    // tag::cdiSkip
    @Locked(value = "nightly-bill", maxWait = "0", whenBusy = WhenBusy.SKIP)
    public void bill() {
      ledger.write(0, "billed", CurrentLease.get().fencingToken()); // on one host, not on all
    }
    // end::cdiSkip
  }

  private static String uri() {
    return RedisServer.shared().patientUri();
  }

  @Test
  void lockedMethods() throws Exception {
    startWithoutClient(new Class<?>[] {Locks.class, Ledger.class, Orders.class});
    Orders orders = bean(Orders.class);
    orders.pay(42);
    orders.bill();
    try (Lease lease = key("nightly-bill").acquire()) {
      orders.bill();
      assertThat(lease.isHeld()).isTrue();
    }
    assertThat(bean(Ledger.class).lines()).containsExactly("42 paid true", "0 billed true");
  }
}
