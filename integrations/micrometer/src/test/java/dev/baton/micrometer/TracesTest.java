package dev.baton.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.LossReason;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.test.simple.SimpleSpan;
import io.micrometer.tracing.test.simple.SimpleTracer;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The spans that a tracer makes of what is observed. */
class TracesTest extends OnRedis {
  private final SimpleTracer tracer = new SimpleTracer();
  private final ObservationRegistry registry = ObservationRegistry.create();

  private DistributedLock lock() {
    registry.observationConfig().observationHandler(new DefaultTracingObservationHandler(tracer));
    LockClient client = client(new LockObservations(registry));
    return client.lock(name);
  }

  private SimpleSpan span(String spanName) {
    return tracer.getSpans().stream()
        .filter(span -> spanName.equals(span.getName()))
        .reduce((first, last) -> last)
        .orElseThrow();
  }

  @Test
  void lock_ofARequest_isTwoSpansBelowItsSpan() throws Exception {
    DistributedLock lock = lock();
    Observation request = Observation.start("request", registry);
    try (Observation.Scope scope = request.openScope()) {
      lock.acquire().release();
    }
    request.stop();

    for (String part : new String[] {"acquire order", "hold order"}) {
      assertThat(span(part).context().parentId()).isEqualTo(span("request").context().spanId());
      assertThat(span(part).getTags()).containsEntry("baton.lock.name", name);
    }
    assertThat(tracer.currentSpan()).isNull();
  }

  @Test
  void lock_passedByAnotherRequest_isBelowTheSpanOfWhoAskedForIt() throws Exception {
    DistributedLock lock = lock();
    Lease first = lock.acquire();
    CompletableFuture<Lease> second = lock.acquireAsync().toCompletableFuture();
    Observation asks = Observation.start("asks", registry);
    CompletableFuture<Lease> next;
    try (Observation.Scope scope = asks.openScope()) {
      next = lock.acquireAsync().toCompletableFuture();
    }
    asks.stop(); // before the lock comes
    first.release(); // asks the server for fences to pass the lock on with
    Lease mine = get(second);
    Observation passes = Observation.start("passes", registry);
    try (Observation.Scope scope = passes.openScope()) {
      mine.release();
    }
    passes.stop();
    get(next).release();

    assertThat(span("hold order").context().parentId()).isEqualTo(span("asks").context().spanId());
  }

  @Test
  void lock_thatIsLost_isAnEventOfItsSpan() throws Exception {
    DistributedLock lock = lock();
    Lease lease = lock.acquire();
    CompletableFuture<LossReason> lost = lease.lost().toCompletableFuture(); // and so at once
    client().lock(name).release(lease.ownerToken());
    eventually().until(lost::isDone);

    assertThat(span("hold order").getEvents()).extracting("value").containsExactly("lost");
    assertThat(span("hold order").getTags()).containsEntry("baton.outcome", "lost");
  }
}
