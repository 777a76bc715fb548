package dev.baton.cdi;

import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.ReleaseOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A lease, shared by those of one chain of calls who run under it: the call that acquired it, calls
 * within that one, and a transaction that must not end without it. The last of them releases it.
 */
final class Held implements AutoCloseable {

  /** What the calls on this thread hold, outermost first. */
  private static final ThreadLocal<List<Held>> CURRENT = new ThreadLocal<>();

  private final LockClient client;
  private final String name;
  private final Lease lease;
  private final AtomicInteger users = new AtomicInteger(1);

  /** A lease that was just acquired, with its first user. */
  Held(LockClient client, String name, Lease lease) {
    this.client = client;
    this.name = name;
    this.lease = lease;
  }

  String name() {
    return name;
  }

  Lease lease() {
    return lease;
  }

  /** What the calls on this thread hold, without what a transaction released on another one. */
  static List<Held> current() {
    List<Held> held = CURRENT.get();
    return held == null ? List.of() : held.stream().filter(one -> one.users.get() > 0).toList();
  }

  private static void current(List<Held> held) {
    if (held.isEmpty()) {
      CURRENT.remove();
    } else {
      CURRENT.set(held);
    }
  }

  /** What this thread has of a lock, with one more user; null if it has nothing. */
  static @Nullable Held again(LockClient client, String name) {
    for (Held held : current()) {
      if (held.client == client && held.name.equals(name) && held.enter()) {
        return held;
      }
    }
    return null;
  }

  /** One more user, unless the last one has gone. */
  private boolean enter() {
    return users.getAndUpdate(now -> now == 0 ? 0 : now + 1) > 0;
  }

  /** One more user, who began with the first. */
  void share() {
    users.incrementAndGet();
  }

  /** This thread has it from now on, until it is {@link #pop popped}. */
  void push() {
    List<Held> more = new ArrayList<>(current());
    more.add(this);
    current(more);
  }

  void pop() {
    List<Held> less = new ArrayList<>(current());
    int last = less.lastIndexOf(this);
    if (last >= 0) {
      less.remove(last);
    }
    current(less);
  }

  /** Runs in this thread's chain of calls. */
  @Nullable Object during(Callable<@Nullable Object> body) throws Exception {
    lease.ensureHeld();
    push();
    try {
      return body.call();
    } finally {
      pop();
    }
  }

  /** One user less; the last one releases the lease. Blocking then, but where it must not. */
  @Override
  public void close() {
    if (users.decrementAndGet() == 0) {
      lease.close();
    }
  }

  /** One user less. Completes once the lease is released, if that was the last; fails if lost. */
  CompletionStage<@Nullable Void> closeAsync() {
    CompletionStage<?> released =
        users.decrementAndGet() == 0
            ? lease.releaseAsync()
            : CompletableFuture.completedFuture(ReleaseOutcome.RELEASED);
    return released.handle(
        (outcome, unanswered) -> {
          throwIfLost();
          return null;
        });
  }

  /** Throws unless the lease is held, or was until it was released. */
  void throwIfLost() {
    try {
      lease.ensureHeld();
    } catch (IllegalStateException released) {
      // As it should be. A release that was not answered counts as one: it was held until then.
    }
  }
}
