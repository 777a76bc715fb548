package dev.baton.internal.deferred;

import dev.baton.LeaderObserver;
import dev.baton.LockClient;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Stands in for one who looks on, until its client is there. */
class DeferredObserver<T extends LeaderObserver> implements LeaderObserver {
  private static final System.Logger LOG = System.getLogger(DeferredObserver.class.getName());

  private final DeferredClient client;
  private final String name;
  private final CompletableFuture<T> found = new CompletableFuture<>();
  private volatile boolean closed;

  DeferredObserver(DeferredClient client, String name) {
    this.client = client;
    this.name = name;
  }

  /** Has it begin once the client is there, if it is not closed before. */
  final void begin(Function<LockClient, T> how) {
    client.whenConnected(
        connected -> {
          if (!closed) {
            try {
              found.complete(how.apply(connected));
            } catch (RuntimeException e) {
              LOG.log(System.Logger.Level.WARNING, "\"{0}\": {1}", name, e.getMessage());
            }
          }
        });
  }

  /** The one that it stands for; null until the client is there. */
  final @Nullable T target() {
    return found.getNow(null);
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final Optional<Leader> leader() {
    T known = target();
    return known == null ? client.connected(name).observe(name).leader() : known.leader();
  }

  @Override
  public final void onChange(Consumer<? super Optional<Leader>> action) {
    if (closed) {
      throw new IllegalStateException("\"" + name + "\" is looked on no more");
    }
    var unused = found.thenAccept(known -> known.onChange(action));
  }

  @Override
  public final void close() {
    closed = true;
    var unused = found.thenAccept(T::close);
  }
}
