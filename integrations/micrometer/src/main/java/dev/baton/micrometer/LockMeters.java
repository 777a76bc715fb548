package dev.baton.micrometer;

import dev.baton.LocalLock;
import dev.baton.LockClient;
import dev.baton.LockListener;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Counts what no observation does: renewals without an answer and connections that were lost, which
 * it is told as a listener, and what a client holds and waits for now, which it asks the client.
 * Needs {@code micrometer-core}.
 *
 * <table>
 * <caption>Meters</caption>
 * <tr><th>Name<th>Type<th>Is
 * <tr><td>{@code baton.renewal.unanswered}<td>counter<td>locks whose renewal was refused or not
 * answered; each once until it is renewed again
 * <tr><td>{@code baton.connection.lost}<td>counter<td>connections that were lost; {@code
 * baton.connection} is {@code commands} or {@code pushes}
 * <tr><td>{@code baton.holders}<td>gauge<td>leases that somebody has now
 * <tr><td>{@code baton.waiters}<td>gauge<td>those who wait for a lock now
 * <tr><td>{@code baton.kept}<td>gauge<td>locks that the client has without anybody using them
 * </table>
 *
 * <p>Each client needs one of its own, given to {@link dev.baton.LockClientBuilder#listener}; of
 * several clients each needs tags that tell it apart. It keeps its counts, and can be bound to a
 * registry at any time, also to several. May be used by several threads at once.
 */
public final class LockMeters implements MeterBinder, LockListener {
  private final Tags tags;
  private final LongAdder unanswered = new LongAdder();
  private final LongAdder commandsLost = new LongAdder();
  private final LongAdder pushesLost = new LongAdder();
  private volatile @Nullable LockClient client;

  /** Meters of an application's only client. */
  public LockMeters() {
    this(Tags.empty());
  }

  /**
   * Meters of one of several clients.
   *
   * @param tags what all of its meters have beside their own
   */
  public LockMeters(Iterable<Tag> tags) {
    this.tags = Tags.of(tags);
  }

  /**
   * Says whose locks are to be looked at. Until then the gauges have no value.
   *
   * @param client the client that this listens to; stays open, and is not kept from being collected
   *     by a registry
   */
  public void watch(LockClient client) {
    this.client = Objects.requireNonNull(client, "client");
  }

  @Override
  public void renewalUnanswered(String lockName) {
    unanswered.increment();
  }

  @Override
  public void connectionLost(Connection connection) {
    counter(connection).increment();
  }

  private LongAdder counter(Connection connection) {
    return connection == Connection.COMMANDS ? commandsLost : pushesLost;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    FunctionCounter.builder("baton.renewal.unanswered", unanswered, LongAdder::sum)
        .description("Locks whose renewal was refused or not answered")
        .tags(tags)
        .register(registry);
    for (Connection connection : Connection.values()) {
      FunctionCounter.builder("baton.connection.lost", counter(connection), LongAdder::sum)
          .description("Connections to a server that were lost")
          .tags(tags)
          .tag("baton.connection", connection.name().toLowerCase(Locale.ROOT))
          .register(registry);
    }
    gauge(registry, "baton.holders", "Leases that somebody has now", LocalLock::holders);
    gauge(registry, "baton.waiters", "Those who wait for a lock now", LocalLock::waiters);
    gauge(registry, "baton.kept", "Locks that are kept unused", lock -> lock.kept() ? 1 : 0);
  }

  private void gauge(
      MeterRegistry registry, String name, String is, ToDoubleFunction<LocalLock> part) {
    Gauge.builder(name, this, meters -> meters.sum(part))
        .description(is)
        .tags(tags)
        .register(registry);
  }

  private double sum(ToDoubleFunction<LocalLock> part) {
    LockClient watched = client;
    if (watched == null) {
      return Double.NaN;
    }
    List<LocalLock> locks = watched.local();
    return locks.stream().mapToDouble(part).sum();
  }
}
