package dev.baton.internal.multi;

import dev.baton.Acquirable;
import dev.baton.Lease;
import dev.baton.LockTimeoutException;
import dev.baton.internal.lease.AbstractLease;
import dev.baton.internal.protocol.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * One acquisition of several locks, in rounds: it asks for all that are missing at once, and if
 * some are busy, waits for the first of them while it holds only those before it. Everything but
 * {@link #abandon} is called by one thread at a time: by whoever waits, or by whoever ends a round.
 */
final class Gathering {
  private final Host host;
  private final long maxWaitNanos;
  private final long deadline;
  private final List<Part> parts;

  private volatile Round round = new Round(List.of(), List.of(), /* waits= */ false);

  /** Whether nobody wants the locks any more. */
  private volatile boolean over;

  private @Nullable RuntimeException failure;

  /** One of the locks. */
  private static final class Part {
    final Acquirable lock;
    @Nullable AbstractLease lease;

    /** Why it was not got when it was last asked for. */
    @Nullable RuntimeException refusal;

    Part(Acquirable lock) {
      this.lock = lock;
    }

    /**
     * Asks for it.
     *
     * @param nanos zero tries once, {@link Long#MAX_VALUE} waits for as long as it takes
     */
    CompletableFuture<Lease> ask(long nanos) {
      refusal = null;
      try {
        return (nanos == Long.MAX_VALUE
                ? lock.acquireAsync()
                : lock.acquireAsync(Duration.ofNanos(nanos)))
            .toCompletableFuture();
      } catch (RuntimeException e) { // the client is closed
        return CompletableFuture.failedFuture(e);
      }
    }

    void take(CompletableFuture<Lease> answer) {
      try {
        lease = (AbstractLease) answer.join();
      } catch (CancellationException e) {
        refusal = timeout("the server did not answer in that time");
      } catch (CompletionException e) {
        refusal = e.getCause() instanceof RuntimeException why ? why : e;
      }
    }

    /** Whether it was asked for in vain; one that was lost meanwhile may well be free. */
    boolean wasBusy() {
      return refusal != null;
    }

    /** Whether it is not held; one that is lost is as good as never got. */
    boolean isMissing() {
      AbstractLease got = lease;
      if (got != null && !got.isHeld()) {
        giveBack();
      }
      return lease == null;
    }

    void giveBack() {
      AbstractLease got = lease;
      lease = null;
      if (got != null) {
        got.drop();
      }
    }

    RuntimeException why() {
      RuntimeException told = refusal;
      return told != null ? told : timeout("it was lost before all were held");
    }

    private LockTimeoutException timeout(String why) {
      return new LockTimeoutException(lock.name(), "lock \"" + lock.name() + "\": " + why);
    }
  }

  /**
   * Locks that are asked for at once.
   *
   * @param waits whether it is one that is waited for
   */
  private record Round(List<Part> parts, List<CompletableFuture<Lease>> answers, boolean waits) {
    CompletableFuture<?> ended() {
      return CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new))
          .exceptionally(thrown -> null);
    }

    void cancel() {
      answers.forEach(answer -> answer.cancel(false));
    }
  }

  /**
   * An acquisition that is yet to begin.
   *
   * @param locks in order
   * @param maxWaitNanos zero tries once, {@link Long#MAX_VALUE} waits for as long as it takes
   */
  Gathering(Host host, List<? extends Acquirable> locks, long maxWaitNanos) {
    this.host = host;
    this.maxWaitNanos = maxWaitNanos;
    this.deadline = host.clock().after(maxWaitNanos);
    this.parts = locks.stream().map(lock -> new Part(lock)).toList();
  }

  /** Begins the first round; completes when that has ended. */
  CompletableFuture<?> begin() {
    return host.together(() -> tryAll(parts));
  }

  /** A round has ended: begins the next one, if there is to be one; null if all is decided. */
  @Nullable CompletableFuture<?> next() {
    return host.together(this::goOn);
  }

  private @Nullable CompletableFuture<?> goOn() {
    Round ended = round;
    for (int i = 0; i < ended.parts.size(); i++) {
      ended.parts.get(i).take(ended.answers.get(i));
    }
    List<Part> missing = parts.stream().filter(Part::isMissing).toList();
    if (over || missing.isEmpty()) {
      return null;
    }
    for (Part part : ended.parts) {
      if (part.refusal != null && !(part.refusal instanceof LockTimeoutException)) {
        return fail(part.refusal);
      }
    }
    Part asked = ended.parts.get(0);
    if (ended.waits) {
      return asked.refusal == null ? tryAll(missing) : fail(timedOut(asked));
    }
    return await(missing.stream().filter(Part::wasBusy).findFirst().orElse(missing.get(0)));
  }

  /** Never waits for others, so that it may have any of the locks meanwhile. */
  private CompletableFuture<?> tryAll(List<Part> missing) {
    Round trying = ask(missing, 0, /* waits= */ false);
    CompletableFuture<?> ended = trying.ended();
    if (maxWaitNanos > 0 && deadline != Long.MAX_VALUE) {
      long end = Math.max(deadline, host.clock().after(Limits.FIRST_ANSWER_NANOS));
      Future<?> alarm = host.timer().at(end, trying::cancel);
      var unused = ended.thenRun(() -> alarm.cancel(false));
    }
    return ended;
  }

  /** Waits for one, and keeps only those before it: so no two wait for each other. */
  private @Nullable CompletableFuture<?> await(Part busy) {
    long left = deadline == Long.MAX_VALUE ? Long.MAX_VALUE : deadline - host.clock().nanoTime();
    if (maxWaitNanos <= 0 || left <= 0) {
      return fail(timedOut(busy));
    }
    parts.subList(parts.indexOf(busy), parts.size()).forEach(Part::giveBack);
    return ask(List.of(busy), left, /* waits= */ true).ended();
  }

  private Round ask(List<Part> wanted, long nanos, boolean waits) {
    List<CompletableFuture<Lease>> answers = new ArrayList<>();
    wanted.forEach(part -> answers.add(part.ask(nanos)));
    Round asking = new Round(wanted, answers, waits);
    round = asking;
    if (over) {
      asking.cancel(); // abandon() may have looked before
    }
    return asking;
  }

  private @Nullable CompletableFuture<?> fail(RuntimeException why) {
    failure = why;
    over = true;
    return null;
  }

  private RuntimeException timedOut(Part busy) {
    RuntimeException why = busy.why();
    return parts.size() == 1
        ? why
        : new LockTimeoutException(
            busy.lock.name(),
            "not all of "
                + parts.size()
                + " locks came free within "
                + Limits.text(maxWaitNanos)
                + ": "
                + why.getMessage());
  }

  /** Nobody wants the locks any more: the round under way ends at once. Any thread may say so. */
  void abandon() {
    over = true;
    round.cancel();
  }

  /** The one who waits does not want them any more: all that was got is given back. */
  void undo() {
    abandon();
    var unused = next();
    giveBack();
  }

  private void giveBack() {
    host.together(
        () -> {
          parts.forEach(Part::giveBack);
          return true;
        });
  }

  /** All leases, once all is decided; null if they were not got, and then none is left. */
  @Nullable GatheredLeases leases() {
    if (over) {
      giveBack();
      return null;
    }
    List<AbstractLease> leases = new ArrayList<>();
    for (Part part : parts) {
      if (part.lease != null) {
        leases.add(part.lease);
      }
    }
    return new GatheredLeases(host, leases);
  }

  /** Why they were not got; null if nobody wanted them any more. */
  @Nullable RuntimeException failure() {
    return failure;
  }
}
