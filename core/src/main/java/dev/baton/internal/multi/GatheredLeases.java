package dev.baton.internal.multi;

import dev.baton.BackendException;
import dev.baton.Lease;
import dev.baton.MultiLease;
import dev.baton.ReleaseOutcome;
import dev.baton.internal.lease.AbstractLease;
import dev.baton.internal.lease.Faults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The leases on several locks, each with a life of its own. */
final class GatheredLeases implements MultiLease {
  private final Host host;
  private final List<AbstractLease> leases;

  private final CompletableFuture<Loss> firstLoss = new CompletableFuture<>();
  private final CompletionStage<Loss> told = firstLoss.minimalCompletionStage();

  /** Whether each was asked to tell of its loss. */
  private final AtomicBoolean asked = new AtomicBoolean();

  /**
   * Leases that are held.
   *
   * @param leases in order
   */
  GatheredLeases(Host host, List<AbstractLease> leases) {
    this.host = host;
    this.leases = List.copyOf(leases);
  }

  @Override
  public List<Lease> leases() {
    return List.copyOf(leases);
  }

  @Override
  public Lease of(String name) {
    return leases.stream()
        .filter(lease -> lease.lockName().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("\"" + name + "\" is none of the locks " + names()));
  }

  private List<String> names() {
    return leases.stream().map(Lease::lockName).toList();
  }

  @Override
  public boolean isHeld() {
    return leases.stream().allMatch(Lease::isHeld);
  }

  @Override
  public Duration remaining() {
    return leases.stream().map(Lease::remaining).min(Duration::compareTo).orElseThrow();
  }

  @Override
  public void ensureHeld() {
    throwIfLost(); // which a release of the others does not hide
    leases.forEach(Lease::ensureHeld);
  }

  /** Does nothing unless one is known to be lost. */
  void throwIfLost() {
    leases.forEach(AbstractLease::throwIfLost);
  }

  @Override
  public CompletionStage<Loss> lost() {
    if (asked.compareAndSet(false, true)) {
      for (AbstractLease lease : leases) {
        lease.onLost(reason -> firstLoss.complete(new Loss(lease.lockName(), reason)));
      }
    }
    return told;
  }

  @Override
  public void onLost(Consumer<? super Loss> action) {
    lost().thenAccept(action);
  }

  @Override
  public ReleaseOutcome release() {
    boolean mayWait = host.mayWait();
    List<CompletableFuture<ReleaseOutcome>> ends = give();
    CompletableFuture<?> all = all(ends);
    if (mayWait) {
      all.join();
    } else if (!all.isDone()) {
      throw Faults.releasedWithoutWaiting(names().toString());
    }
    return outcome(ends);
  }

  @Override
  public CompletionStage<ReleaseOutcome> releaseAsync() {
    List<CompletableFuture<ReleaseOutcome>> ends = give();
    return all(ends).thenApply(done -> outcome(ends)).minimalCompletionStage();
  }

  @Override
  public void close() {
    List<CompletableFuture<ReleaseOutcome>> ends = give();
    leases.forEach(AbstractLease::drop); // which tells the log of those that fail
    if (host.mayWait()) {
      all(ends).join();
    }
  }

  /** Releases each; what becomes of one is nothing to the others. */
  private List<CompletableFuture<ReleaseOutcome>> give() {
    return host.together(
        () -> leases.stream().map(lease -> lease.releaseAsync().toCompletableFuture()).toList());
  }

  private static CompletableFuture<?> all(List<CompletableFuture<ReleaseOutcome>> ends) {
    return CompletableFuture.allOf(ends.toArray(CompletableFuture<?>[]::new))
        .exceptionally(thrown -> null);
  }

  /** What came of it, once all have ended. */
  private static ReleaseOutcome outcome(List<CompletableFuture<ReleaseOutcome>> ends) {
    ReleaseOutcome outcome = ReleaseOutcome.RELEASED;
    List<BackendException> failures = new ArrayList<>();
    for (CompletableFuture<ReleaseOutcome> end : ends) {
      try {
        if (end.join() == ReleaseOutcome.ALREADY_LOST) {
          outcome = ReleaseOutcome.ALREADY_LOST;
        }
      } catch (CompletionException e) {
        failures.add((BackendException) e.getCause());
      }
    }
    if (!failures.isEmpty()) {
      throw together(failures);
    }
    return outcome;
  }

  private static BackendException together(List<BackendException> failures) {
    BackendException first = failures.get(0);
    return new BackendException(
        first.lockName(),
        failures.stream().anyMatch(each -> each.outcome() == BackendException.Outcome.UNKNOWN)
            ? BackendException.Outcome.UNKNOWN
            : BackendException.Outcome.NOT_DONE,
        failures.stream().map(Throwable::getMessage).collect(Collectors.joining("; ")),
        first);
  }

  /** Which locks, and by what numbers. */
  @Override
  public String toString() {
    return "MultiLease" + leases;
  }
}
