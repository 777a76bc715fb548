package dev.baton.cli.run;

import dev.baton.cli.base.Proc;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A process with all that it has started in turn: its descendants, and on Linux also those that
 * have lost their parents on the way, by the mark in their environment.
 */
final class Family {
  /** How long the system may take to end a process that was killed. */
  private static final Duration DEATH = Duration.ofSeconds(1);

  private static final long LOOK_NANOS = 5_000_000;

  private final ProcessHandle first;
  private final Mark mark;

  /** Guards what follows. */
  private final ReentrantLock guard = new ReentrantLock();

  /** Who was told to end. */
  private final Set<ProcessHandle> told = new HashSet<>();

  Family(ProcessHandle first, Mark mark) {
    this.first = first;
    this.mark = mark;
  }

  /**
   * All that run now, parents before their children, so that a shell which waits for a child hears
   * the signal before it hears that the child has ended. They count as told to end from now on: a
   * signal is about to be sent.
   */
  Set<ProcessHandle> tell() {
    Set<ProcessHandle> members = members();
    guard.lock();
    try {
      told.addAll(members);
    } finally {
      guard.unlock();
    }
    return members;
  }

  /** Ends all of them, also those that start meanwhile: with TERM, and after a while with KILL. */
  void end(Duration grace) {
    long start = System.nanoTime();
    Set<ProcessHandle> asked = new HashSet<>();
    Set<ProcessHandle> left = tell();
    while (!left.isEmpty() && System.nanoTime() - start < grace.toNanos()) {
      for (ProcessHandle each : left) {
        if (asked.add(each)) {
          each.destroy();
        }
      }
      LockSupport.parkNanos(LOOK_NANOS); // nobody tells of the end of another one's children
      left = running(asked);
      if (left.isEmpty()) {
        left = tell();
      }
    }
    long killing = System.nanoTime();
    while (!left.isEmpty() && System.nanoTime() - killing < DEATH.toNanos()) {
      left.forEach(ProcessHandle::destroyForcibly);
      LockSupport.parkNanos(LOOK_NANOS);
      left = tell();
    }
  }

  /** Waits a while for all who were told to end, then kills them and what they have started. */
  void sweep(Duration grace) {
    long start = System.nanoTime();
    Set<ProcessHandle> left = running(told());
    while (!left.isEmpty() && System.nanoTime() - start < grace.toNanos()) {
      LockSupport.parkNanos(LOOK_NANOS);
      left = running(left);
    }
    long killing = System.nanoTime();
    while (!left.isEmpty() && System.nanoTime() - killing < DEATH.toNanos()) {
      left = withDescendants(left);
      left.forEach(ProcessHandle::destroyForcibly);
      LockSupport.parkNanos(LOOK_NANOS);
      left = running(left);
    }
  }

  private Set<ProcessHandle> members() {
    List<ProcessHandle> known = new ArrayList<>(List.of(first));
    known.addAll(Proc.withVariable(mark::is));
    return running(withDescendants(known));
  }

  private static Set<ProcessHandle> withDescendants(Collection<ProcessHandle> these) {
    Set<ProcessHandle> all = new HashSet<>();
    for (ProcessHandle each : these) {
      if (all.add(each)) { // else so are its descendants
        each.descendants().forEach(all::add);
      }
    }
    Map<ProcessHandle, Integer> depths = new HashMap<>();
    all.forEach(each -> depths.put(each, depth(each)));
    List<ProcessHandle> sorted = new ArrayList<>(all);
    sorted.sort(Comparator.comparing(depths::get));
    return new LinkedHashSet<>(sorted);
  }

  /** How many ancestors a process has. */
  private static int depth(ProcessHandle process) {
    int depth = 0;
    for (var above = process.parent(); above.isPresent(); above = above.get().parent()) {
      depth++;
    }
    return depth;
  }

  /** Those of them that run, in the same order. */
  private static Set<ProcessHandle> running(Set<ProcessHandle> of) {
    Set<ProcessHandle> running = new LinkedHashSet<>();
    for (ProcessHandle each : of) {
      if (Proc.isRunning(each)) {
        running.add(each);
      }
    }
    return running;
  }

  private Set<ProcessHandle> told() {
    guard.lock();
    try {
      return Set.copyOf(told);
    } finally {
      guard.unlock();
    }
  }
}
