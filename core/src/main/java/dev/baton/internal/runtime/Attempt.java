package dev.baton.internal.runtime;

import dev.baton.BackendException;
import dev.baton.LockException;
import dev.baton.LockTimeoutException;
import dev.baton.internal.protocol.Acquisition;
import dev.baton.internal.protocol.Grant;
import dev.baton.internal.protocol.Step;
import dev.baton.internal.script.AcquireReply;
import dev.baton.internal.script.Call;
import dev.baton.internal.script.RenewReply;
import dev.baton.internal.script.Request;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * What the blocking and the asynchronous driver have in common: the acquisition that decides, the
 * calls that it wants sent, and how it ends.
 */
final class Attempt {
  private final Engine engine;
  private final NamedLock lock;
  private final Request request;
  private final Acquisition acquisition;
  private final long deadline;
  private final long begunAt;

  Attempt(Engine engine, NamedLock lock, long maxWaitNanos) {
    engine.ensureOpen();
    this.engine = engine;
    this.lock = lock;
    this.request = lock.newRequest();
    this.begunAt = engine.clock().nanoTime();
    this.deadline = Stopwatch.after(begunAt, maxWaitNanos);
    this.acquisition =
        new Acquisition(request, lock.term(), lock.options().betweenChecks().toNanos(), deadline);
  }

  Acquisition acquisition() {
    return acquisition;
  }

  Step start() {
    return acquisition.start(begunAt, engine.inbox().isOpen());
  }

  Call<AcquireReply> acquire(Step.Ask ask) {
    engine.ensureOpen();
    return engine.calls().acquire(lock.keys(), request, lock.term(), ask.queueing());
  }

  Call<RenewReply> confirm(Step.Confirm confirm) {
    return engine.calls().renew(lock.keys(), confirm.value(), lock.term().leaseMillis());
  }

  /** What a reply leads to. */
  interface OnReply<R> {
    Step step(R reply, long sentAt);
  }

  Step confirmed(RenewReply reply, long sentAt) {
    return acquisition.onConfirmed(reply, sentAt, engine.clock().nanoTime());
  }

  Step answered(AcquireReply reply, long sentAt) {
    long now = engine.clock().nanoTime();
    if (reply instanceof AcquireReply.Granted granted) {
      engine.observe(sentAt, granted.serverMicros(), now);
    } else if (reply instanceof AcquireReply.Queued queued) {
      engine.observe(sentAt, queued.serverMicros(), now);
    }
    return acquisition.onReply(reply, sentAt, now);
  }

  long deadline() {
    return deadline;
  }

  /** The time left, for a command that must not outlast the wait. */
  long nanosLeft() {
    return deadline > begunAt ? deadline - engine.clock().nanoTime() : Long.MAX_VALUE;
  }

  void register(Waiter waiter) {
    engine.inbox().register(request.id(), waiter);
  }

  /** Ends the attempt with the lock. */
  HeldLease succeed(Grant grant) {
    engine.inbox().forget(request.id());
    return engine.hold(lock, grant);
  }

  /** Ends the attempt without the lock: nothing of it stays in the server. */
  void abandon() {
    engine.inbox().forget(request.id());
    if (acquisition.leavesTraces()) {
      long lease = TimeUnit.MILLISECONDS.toNanos(lock.term().leaseMillis());
      engine
          .settler()
          .settle(
              engine.calls().cancel(lock.keys(), request, lock.term()),
              acquisition.doubtful(),
              lock.term().forEver() ? Long.MAX_VALUE : engine.clock().after(lease));
    }
  }

  /** Why there is no lock. */
  LockException failure(Step end) {
    if (end instanceof Step.Failed failed) {
      return Faults.translate(lock.name(), failed.fault());
    }
    if (end instanceof Step.NotALock other) {
      return lock.notALock(other.type());
    }
    Step.GaveUp gaveUp = (Step.GaveUp) end;
    if (gaveUp.silence().isPresent()) {
      BackendException silence = Faults.translate(lock.name(), gaveUp.silence().get());
      return new BackendException(
          lock.name(),
          silence.outcome(),
          "the wait of "
              + waited()
              + " ended with the server out of reach: "
              + silence.getMessage(),
          silence.getCause());
    }
    return new LockTimeoutException(
        lock.name(),
        "lock \""
            + lock.name()
            + "\" did not come free within "
            + waited()
            + gaveUp.holder().map(holder -> "; held by " + printable(holder)).orElse(""));
  }

  /** A value that may be anybody's, for one line of a log. */
  private static String printable(String value) {
    String start = value.length() > 200 ? value.substring(0, 200) + "..." : value;
    return start.replaceAll("\\p{Cntrl}", "?");
  }

  private Duration waited() {
    return Duration.ofMillis(TimeUnit.NANOSECONDS.toMillis(Math.max(0, deadline - begunAt)));
  }
}
