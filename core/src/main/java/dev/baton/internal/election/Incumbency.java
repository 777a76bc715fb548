package dev.baton.internal.election;

import dev.baton.ElectionOptions;
import dev.baton.LeaderElection.Listener;
import dev.baton.LeaderElection.Reason;
import dev.baton.Leadership;
import dev.baton.LeaseLostException;
import dev.baton.LossReason;
import dev.baton.ReleaseOutcome;
import dev.baton.internal.lease.MemberLease;
import dev.baton.internal.script.ElectionCalls;
import dev.baton.internal.script.LockKeys;
import dev.baton.internal.script.ProclaimReply;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A term: a lease of the lock that ends for its leader before it can end for others. It ends once,
 * by {@code end}, set by whoever comes first. What was begun for it is interrupted then, the
 * listener is told, and after that the lock is given back; at the latest when the time to stop is
 * over.
 */
final class Incumbency implements Leadership {
  private static final System.Logger LOG = System.getLogger(Incumbency.class.getName());

  private static final long PROCLAIM_AGAIN_NANOS = ElectionCalls.RETENTION.toNanos() / 3;
  private static final long PROCLAIM_SOON_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** How it ended: with the loss of the lease if that was it. */
  private record End(Reason reason, @Nullable LossReason loss) {}

  private final Surroundings client;
  private final LockKeys keys;
  private final ElectionOptions options;
  private final Listener listener;
  private final Callbacks callbacks;
  private final MemberLease lease;

  /** What is left of the lease at the step-down deadline, for the work to stop. */
  private final long stopNanos;

  private final AtomicReference<@Nullable End> end = new AtomicReference<>();
  private final AtomicBoolean givenBack = new AtomicBoolean();
  private final CompletableFuture<Void> told = new CompletableFuture<>();
  private final CompletableFuture<Void> released = new CompletableFuture<>();
  private volatile @Nullable Future<?> alarm;
  private volatile @Nullable Future<?> proclamation;

  /** Whether the listener was told of the beginning; touched where it is told. */
  private boolean toldOfBeginning;

  private volatile boolean failed;
  private volatile boolean complained;

  /** Guards whom an interrupt meets: never what runs on the thread afterwards. */
  private final ReentrantLock interrupting = new ReentrantLock();

  /** The thread that tells of the beginning, or works. */
  private @Nullable Thread working;

  Incumbency(
      Surroundings client,
      LockKeys keys,
      ElectionOptions options,
      Listener listener,
      Callbacks callbacks,
      MemberLease lease) {
    this.client = client;
    this.keys = keys;
    this.options = options;
    this.listener = listener;
    this.callbacks = callbacks;
    this.lease = lease;
    this.stopNanos = options.leaseDuration().minus(options.renewDeadline()).toNanos();
  }

  void begin() {
    callbacks.call(this::elected);
    proclaim();
    lease.onLost(this::lost);
    look();
  }

  /** Completes once the listener was told of the end, and has returned. */
  CompletableFuture<Void> told() {
    return told;
  }

  /** Completes once the lock was given back, or will be as soon as that is possible. */
  CompletableFuture<Void> released() {
    return released;
  }

  /** Whether the listener failed before the end. */
  boolean failed() {
    return failed;
  }

  @Override
  public String name() {
    return lease.lockName();
  }

  @Override
  public long term() {
    return lease.fencingToken();
  }

  @Override
  public String ownerToken() {
    return lease.ownerToken();
  }

  @Override
  public boolean isCurrent() {
    if (end.get() != null) {
      return false;
    }
    if (left() > 0) {
      return true;
    }
    // For good: who has seen that it is over must not see that it goes on.
    end(over());
    return false;
  }

  @Override
  public Duration remaining() {
    return isCurrent() ? Duration.ofNanos(Math.max(0, left())) : Duration.ZERO;
  }

  @Override
  public void ensureCurrent() {
    if (isCurrent()) {
      return;
    }
    End how = end.get();
    if (how != null && how.loss != null) {
      throw new LeaseLostException(name(), how.loss);
    }
    throw new IllegalStateException(
        "term " + term() + " as leader of \"" + name() + "\" was ended here");
  }

  @Override
  public void resign() {
    end(Reason.RESIGNED);
  }

  void end(Reason reason) {
    end(new End(reason, null));
  }

  private long left() {
    return lease.isHeld() ? lease.remaining().toNanos() - stopNanos : 0;
  }

  /** How it ends if nobody has ended it. */
  private End over() {
    try {
      lease.ensureHeld();
    } catch (LeaseLostException e) {
      return of(e.reason());
    } catch (IllegalStateException released) {
      return new End(Reason.CLOSED, null); // by its token, here
    }
    return new End(Reason.DEADLINE, LossReason.EXPIRED);
  }

  private static End of(LossReason loss) {
    return switch (loss) {
      case CLIENT_CLOSED -> new End(Reason.CLOSED, null);
      case EXPIRED -> new End(Reason.DEADLINE, loss);
      default -> new End(Reason.LOST, loss);
    };
  }

  private void lost(LossReason loss) {
    end(of(loss));
  }

  /** Looks whether the deadline has come, and again when it will have come. */
  private void look() {
    if (isCurrent()) {
      alarm = client.timer().at(client.clock().after(Math.max(1, left())), this::look);
    }
  }

  private void end(End how) {
    if (!end.compareAndSet(null, how)) {
      return;
    }
    interrupt();
    Future<?> waiting = alarm;
    if (waiting != null) {
      waiting.cancel(false);
    }
    alarm = client.timer().at(client.clock().after(stopNanos), this::giveBack);
    cancelProclamation();
    callbacks.call(() -> deposed(how.reason));
  }

  private void cancelProclamation() {
    Future<?> next = proclamation;
    if (next != null) {
      next.cancel(false);
    }
  }

  private void interrupt() {
    interrupting.lock();
    try {
      if (working != null) {
        working.interrupt();
      }
    } finally {
      interrupting.unlock();
    }
  }

  private boolean work(@Nullable Thread thread) {
    interrupting.lock();
    try {
      working = thread;
      return end.get() == null;
    } finally {
      interrupting.unlock();
    }
  }

  private void elected() {
    if (!work(Thread.currentThread())) {
      work(null);
      return; // it was over before it could be told
    }
    toldOfBeginning = true;
    try {
      listener.elected(this);
    } catch (Throwable e) {
      if (end.get() == null) {
        failed = true;
        LOG.log(
            System.Logger.Level.ERROR,
            () -> "the leader of \"" + name() + "\" failed; it is a candidate again",
            e);
        resign();
      }
    } finally {
      work(null);
      var unused = Thread.interrupted(); // it was meant for what is over
    }
  }

  private void deposed(Reason reason) {
    try {
      if (toldOfBeginning) {
        listener.deposed(this, reason);
      }
    } catch (Throwable e) {
      LOG.log(System.Logger.Level.ERROR, "\"" + name() + "\": deposed() failed", e);
    } finally {
      told.complete(null);
      giveBack();
    }
  }

  private void giveBack() {
    if (!givenBack.compareAndSet(false, true)) {
      return;
    }
    Future<?> waiting = alarm;
    if (waiting != null) {
      waiting.cancel(false);
    }
    var unused =
        lease
            .releaseAsync()
            .whenComplete(
                (outcome, thrown) -> {
                  if (thrown != null) {
                    LOG.log(System.Logger.Level.WARNING, "not released: {0}", thrown.getMessage());
                  } else if (outcome == ReleaseOutcome.RELEASED) {
                    client.runner().start(client.calls().gone(keys), (done, fault) -> {});
                  }
                  released.complete(null);
                });
  }

  /** Writes down who leads, until it is over; others are told of it by this. */
  private void proclaim() {
    if (end.get() == null) {
      client
          .runner()
          .start(
              client.calls().proclaim(keys, ownerToken(), term(), options.candidate()),
              this::proclaimed);
    }
  }

  private void proclaimed(@Nullable ProclaimReply reply, @Nullable Throwable thrown) {
    if (reply == ProclaimReply.DELETED) {
      lost(LossReason.DELETED);
    } else if (reply == ProclaimReply.OVERWRITTEN) {
      lost(LossReason.OVERWRITTEN);
    } else {
      if (thrown != null && !complained) {
        complained = true;
        LOG.log(
            System.Logger.Level.WARNING,
            () -> "others do not hear who leads \"" + name() + "\": " + thrown.getMessage());
      }
      long rest = reply == null ? PROCLAIM_SOON_NANOS : PROCLAIM_AGAIN_NANOS;
      proclamation = client.timer().at(client.clock().after(rest), this::proclaim);
      if (end.get() != null) {
        cancelProclamation(); // who ended it may have looked before
      }
    }
  }
}
