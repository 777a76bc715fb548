package dev.baton.internal.runtime;

import dev.baton.Lease;
import dev.baton.internal.protocol.Step;
import dev.baton.internal.script.Call;
import dev.baton.internal.script.GrantMessage;
import dev.baton.spi.BackendFault;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Drives an attempt without blocking. What happens is queued as an event and taken by one thread at
 * a time, whichever comes first.
 */
final class AsyncAcquire implements Waiter {
  private final Engine engine;
  private final Attempt attempt;
  private final CompletableFuture<Lease> result = new CompletableFuture<>();
  private final Queue<Supplier<@Nullable Step>> events = new ConcurrentLinkedQueue<>();
  private final AtomicInteger pending = new AtomicInteger();

  // Below: touched only by the thread that takes events.
  private boolean ended;
  private boolean waiting;
  private boolean nudged;
  private @Nullable GrantMessage grant;
  private @Nullable Future<?> alarm;
  private volatile @Nullable Future<?> deadlineAlarm;

  private AsyncAcquire(Engine engine, Attempt attempt) {
    this.engine = engine;
    this.attempt = attempt;
  }

  static CompletableFuture<Lease> acquire(Engine engine, NamedLock lock, long maxWaitNanos) {
    AsyncAcquire driver = new AsyncAcquire(engine, new Attempt(engine, lock, maxWaitNanos));
    var unused =
        driver.result.whenComplete(
            (lease, thrown) -> {
              if (driver.result.isCancelled()) {
                driver.happened(driver::cancelled);
              }
            });
    driver.happened(driver.attempt::start);
    driver.watchDeadline();
    return driver.result;
  }

  @Override
  public void onGrant(GrantMessage message) {
    happened(
        () -> {
          grant = message;
          return waiting ? awake() : unchanged();
        });
  }

  @Override
  public void onNudge() {
    happened(
        () -> {
          nudged = true;
          return waiting ? awake() : unchanged();
        });
  }

  /** What an event returns that changes nothing: the step under way goes on. */
  private static @Nullable Step unchanged() {
    return null;
  }

  private void happened(Supplier<@Nullable Step> event) {
    events.add(event);
    if (pending.getAndIncrement() > 0) {
      return;
    }
    do {
      Supplier<@Nullable Step> next = events.poll();
      if (next != null && !ended) {
        take(next);
      }
    } while (pending.decrementAndGet() > 0);
  }

  private void take(Supplier<@Nullable Step> event) {
    try {
      Step step = event.get();
      if (step != null) {
        perform(step);
      }
    } catch (RuntimeException e) {
      end();
      attempt.abandon();
      result.completeExceptionally(e);
    }
  }

  private void perform(Step step) {
    if (step instanceof Step.Ask ask) {
      if (ask.queueing()) {
        attempt.register(this);
        engine.whenInboxOpen(
            () -> happened(() -> asked(ask)), fault -> happened(() -> failed(fault)));
      } else {
        ask(ask);
      }
    } else if (step instanceof Step.Confirm confirm) {
      send(attempt.confirm(confirm), attempt::confirmed);
    } else if (step instanceof Step.Await await) {
      waiting = true;
      if (grant != null || nudged) {
        perform(awake());
      } else {
        alarm =
            engine.timer().at(await.until(), () -> happened(() -> waiting ? awake() : unchanged()));
      }
    } else {
      conclude(step);
    }
  }

  private @Nullable Step asked(Step.Ask ask) {
    ask(ask);
    return unchanged();
  }

  private void ask(Step.Ask ask) {
    send(attempt.acquire(ask), attempt::answered);
  }

  private <R> void send(Call<R> call, Attempt.OnReply<R> next) {
    long sentAt = engine.clock().nanoTime();
    engine
        .runner()
        .start(
            call,
            (reply, thrown) ->
                happened(() -> reply != null ? next.step(reply, sentAt) : failed(thrown)));
  }

  /** Ends the attempt in time also while the server owes an answer. */
  private void watchDeadline() {
    if (attempt.deadline() != Long.MAX_VALUE
        && attempt.nanosLeft() < engine.runner().timeoutNanos()) {
      deadlineAlarm =
          engine
              .timer()
              .at(attempt.deadline(), () -> happened(() -> waiting ? awake() : unanswered()));
    }
  }

  private Step unanswered() {
    return attempt.acquisition().onFault(Patience.exhausted(), engine.clock().nanoTime());
  }

  private Step awake() {
    waiting = false;
    if (alarm != null) {
      alarm.cancel(false);
      alarm = null;
    }
    GrantMessage message = grant;
    grant = null;
    nudged = false;
    long now = engine.clock().nanoTime();
    return message != null
        ? attempt.acquisition().onGrant(message, now)
        : attempt.acquisition().onWake(now);
  }

  private Step failed(@Nullable Throwable thrown) {
    if (thrown instanceof BackendFault fault) {
      return attempt.acquisition().onFault(fault, engine.clock().nanoTime());
    }
    throw thrown instanceof RuntimeException e ? e : new IllegalStateException(thrown);
  }

  private void conclude(Step step) {
    end();
    if (step instanceof Step.Acquired acquired) {
      HeldLease lease = attempt.succeed(acquired.grant());
      if (!result.complete(lease)) {
        var unused = lease.releaseAsync();
      }
    } else {
      attempt.abandon();
      result.completeExceptionally(attempt.failure(step));
    }
  }

  private @Nullable Step cancelled() {
    end();
    attempt.abandon();
    return unchanged();
  }

  private void end() {
    ended = true;
    if (alarm != null) {
      alarm.cancel(false);
    }
    Future<?> deadline = deadlineAlarm;
    if (deadline != null) {
      deadline.cancel(false);
    }
  }
}
