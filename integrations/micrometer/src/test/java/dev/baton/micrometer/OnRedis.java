package dev.baton.micrometer;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.LockListener;
import dev.baton.testing.backend.Adapter;
import dev.baton.testing.server.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What the tests share: both adapters, a name of their own, and clients closed after each. */
@ParameterizedClass
@EnumSource(Adapter.class)
@Timeout(value = 300, unit = SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class OnRedis {
  /** What only a hang misses. */
  private static final Duration SOON = Duration.ofSeconds(90);

  @Parameter Adapter adapter;

  /** Of the family {@code order}. */
  final String name = "order:" + UUID.randomUUID();

  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  final void closeAll() throws Exception {
    for (int i = opened.size() - 1; i >= 0; i--) {
      opened.get(i).close();
    }
  }

  final <T extends AutoCloseable> T keep(T resource) {
    opened.add(resource);
    return resource;
  }

  final LockClient client(LockListener... listeners) {
    return keep(adapter.connect(RedisServer.shared().patientUri(), listeners));
  }

  static ConditionFactory eventually() {
    return await().atMost(SOON);
  }

  static Lease get(CompletableFuture<Lease> lease) throws Exception {
    return lease.get(SOON.toSeconds(), SECONDS);
  }
}
