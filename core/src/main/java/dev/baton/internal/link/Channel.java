package dev.baton.internal.link;

import dev.baton.spi.Backend;
import dev.baton.spi.BackendFault;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One channel that is subscribed when it is first needed, and may be left when it is not. */
public final class Channel {
  private final byte[] name;
  private final boolean sharded;
  private final Backend backend;
  private final Executor blockingExecutor;

  /** The one opening that is under way or done; none after one that failed, or once left. */
  private final AtomicReference<@Nullable CompletableFuture<Boolean>> opening =
      new AtomicReference<>();

  /** Those that want to be told of the opening, the first first. */
  private final Queue<Consumer<@Nullable Throwable>> awaitingOpening =
      new ConcurrentLinkedQueue<>();

  /** Guards what is asked of the backend, so that it comes in the order in which it was decided. */
  private final ReentrantLock asking = new ReentrantLock();

  private volatile boolean open;

  /**
   * A channel that is not yet open.
   *
   * @param sharded whether it is one of a shard
   * @param blockingExecutor where it is opened for a caller that must not wait
   */
  public Channel(byte[] name, boolean sharded, Backend backend, Executor blockingExecutor) {
    this.name = name;
    this.sharded = sharded;
    this.backend = backend;
    this.blockingExecutor = blockingExecutor;
  }

  /** Whether grants can arrive. */
  public boolean isOpen() {
    return open;
  }

  /**
   * Subscribes, if that has not been done. Blocking the first time.
   *
   * @throws BackendFault if it cannot be subscribed
   */
  public void open() {
    if (open) {
      return;
    }
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    CompletableFuture<Boolean> first = opening.compareAndExchange(null, done);
    if (first == null) {
      subscribe(done);
      first = done;
    }
    Stages.await(first);
  }

  /**
   * Does something once the channel is open, without blocking the caller.
   *
   * @param then what to do
   * @param failed told if it cannot be opened
   */
  public void whenOpen(Runnable then, Consumer<Throwable> failed) {
    if (open) {
      then.run();
      return;
    }
    // Through a queue, since a future calls back its last first.
    awaitingOpening.add(thrown -> tell(then, failed, thrown));
    var unused = openElsewhere().whenComplete((done, thrown) -> tellAll(thrown));
  }

  /** Opens it, if that is possible; nobody waits for it. */
  public void prepare() {
    whenOpen(() -> {}, thrown -> {});
  }

  /**
   * Leaves the channel, unless somebody needs it. Never blocks: where it is just being opened,
   * nothing is done.
   *
   * @param needed whether somebody does; those who come later find it closed
   */
  public void leaveUnless(BooleanSupplier needed) {
    if (!open || !asking.tryLock()) {
      return;
    }
    try {
      open = false;
      if (needed.getAsBoolean()) {
        open = true; // whoever has found it closed meanwhile waits for an opening that is done
      } else {
        opening.set(null);
        backend.unsubscribe(name, sharded);
      }
    } finally {
      asking.unlock();
    }
  }

  private void tellAll(@Nullable Throwable thrown) {
    for (Consumer<@Nullable Throwable> next = awaitingOpening.poll();
        next != null;
        next = awaitingOpening.poll()) {
      next.accept(thrown);
    }
  }

  private static void tell(Runnable then, Consumer<Throwable> failed, @Nullable Throwable thrown) {
    if (thrown == null) {
      then.run();
    } else {
      failed.accept(thrown);
    }
  }

  /** Subscribes where nobody waits for it, unless that is under way. */
  private CompletableFuture<Boolean> openElsewhere() {
    CompletableFuture<Boolean> mine = new CompletableFuture<>();
    CompletableFuture<Boolean> first = opening.compareAndExchange(null, mine);
    if (first != null) {
      return first;
    }
    blockingExecutor.execute(() -> subscribe(mine));
    return mine;
  }

  private void subscribe(CompletableFuture<Boolean> result) {
    asking.lock();
    try {
      backend.subscribe(name, sharded);
      open = true;
      result.complete(true);
    } catch (RuntimeException e) {
      opening.set(null);
      result.completeExceptionally(e);
    } finally {
      asking.unlock();
    }
  }
}
