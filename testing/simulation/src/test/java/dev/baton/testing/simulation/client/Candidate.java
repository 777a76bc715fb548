package dev.baton.testing.simulation.client;

import dev.baton.ElectionOptions;
import dev.baton.LeaderElection;
import dev.baton.LeaderObserver.Leader;
import dev.baton.Leadership;
import dev.baton.testing.simulation.world.World;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Somebody in a process who wants to lead, does so, and is a candidate no more after a while, again
 * and again. Once it is told to stop it is elected one last time.
 */
public final class Candidate implements Actor {
  private static final long MILLI = 1_000_000;

  private final World world;
  private final SimulatedProcess process;
  private final Observer observer;
  private final Wants wants;
  private final String name;
  private int rounds;
  private boolean stopping;
  private @Nullable LeaderElection election;
  private @Nullable Reign reign;
  private boolean electedLast;
  private boolean seenOver;
  private boolean hearing;
  private long wantedAt;

  /** How work ends that is interrupted. */
  private enum Manner {
    AT_ONCE,
    LATE,
    IGNORES
  }

  /**
   * Somebody.
   *
   * @param wants what elections there are
   * @param number tells the candidates of a process apart
   * @param rounds how often to be a candidate
   */
  public Candidate(
      World world,
      SimulatedProcess process,
      Observer observer,
      Wants wants,
      int number,
      int rounds) {
    this.world = world;
    this.process = process;
    this.observer = observer;
    this.wants = wants;
    this.name = process + "." + number;
    this.rounds = rounds;
  }

  @Override
  public void start() {
    rest();
  }

  @Override
  public void stop() {
    stopping = true;
  }

  @Override
  public boolean isDone() {
    return !process.machine().isAlive()
        || (election == null && reign == null && (stopping || rounds == 0));
  }

  private void rest() {
    process.after(world.between(1_000, 300 * MILLI), this::stand);
  }

  private void stand() {
    if (stopping || rounds == 0 || election != null) {
      return;
    }
    rounds--;
    String lock = wants.locks().get((int) world.below(wants.locks().size()));
    Duration lease = Duration.ofMillis(world.oneOf(100, 500, 2_000, 5_000));
    ElectionOptions options = ElectionOptions.candidate(name).leaseDuration(lease);
    wantedAt = world.now();
    world.note(() -> name + " stands for " + lock);
    observer.stands(lock, name);
    if (world.percent(60)) {
      Manner manner = world.oneOf(Manner.AT_ONCE, Manner.AT_ONCE, Manner.LATE, Manner.IGNORES);
      election =
          process.elect(lock, options.executor(process::onThread), new Working(lease, manner));
    } else {
      election = process.elect(lock, options, new Listening(lease));
    }
    if (world.percent(30)) {
      election.onChange(leader -> told(lock, leader));
    }
    process.after(world.between(100 * MILLI, 20_000 * MILLI), this::leaveUnlessLast);
  }

  private void told(String lock, Optional<Leader> leader) {
    if (process.machine().isAlive()) {
      world.note(() -> name + " is told who leads: " + leader);
      observer.told(lock, leader);
    }
  }

  private void leaveUnlessLast() {
    if (!stopping) {
      leave();
    }
  }

  private void leave() {
    LeaderElection left = election;
    if (left != null) {
      election = null;
      world.note(() -> name + " stands no more");
      observer.standsNoMore(left.name(), name);
      process.close(left);
      if (reign == null) {
        rest();
      }
    }
  }

  private Reign elected(Leadership leadership, Duration lease, boolean outlasts) {
    Reign begun =
        new Reign(name, process, leadership, wantedAt, world.now(), lease.toNanos(), outlasts);
    world.note(() -> name + " is elected: " + leadership.term());
    if (reign != null) {
      observer.breach("ELECTED TWICE: " + begun + " after " + reign);
    }
    reign = begun;
    hearing = true;
    seenOver = false;
    electedLast = stopping;
    observer.elected(begun);
    return begun;
  }

  private void deposed(Leadership leadership, LeaderElection.Reason why) {
    world.note(() -> name + " is deposed: " + leadership.term() + ", " + why);
    Reign over = reign;
    if (over == null || over.leadership() != leadership) {
      observer.breach("DEPOSED: " + leadership.term() + " in place of " + over);
      return;
    }
    if (hearing) {
      observer.breach("DEPOSED BEFORE IT HAD HEARD: " + over);
    }
    reign = null;
    wantedAt = world.now();
    observer.deposed(over);
    if (election == null) {
      rest();
    } else if (electedLast) {
      leave();
    }
  }

  /** Acts as the leader, if it is. */
  private void act(Reign acting) {
    if (!acting.leadership().isCurrent()) {
      seenOver = true;
    } else if (seenOver) {
      observer.breach("CAME BACK: " + acting);
    } else {
      observer.leads(acting);
    }
  }

  private long howLong() {
    return stopping ? world.between(MILLI, 300 * MILLI) : world.between(MILLI, 8_000 * MILLI);
  }

  private long step() {
    return world.between(100_000, 300 * MILLI);
  }

  /** Hears of its terms, and lets others of its process work. */
  private final class Listening implements LeaderElection.Listener {
    private final Duration lease;

    Listening(Duration lease) {
      this.lease = lease;
    }

    @Override
    public void elected(Leadership leadership) {
      if (!process.machine().isAlive()) {
        return;
      }
      Reign begun = Candidate.this.elected(leadership, lease, /* outlasts= */ false);
      actAgain(begun);
      process.after(howLong(), leadership::resign);
      hearing = false;
      if (world.percent(5)) {
        throw new IllegalStateException("meant to fail");
      }
    }

    private void actAgain(Reign begun) {
      if (begun.equals(reign)) {
        act(begun);
        process.after(step(), () -> actAgain(begun));
      }
    }

    @Override
    public void deposed(Leadership leadership, LeaderElection.Reason why) {
      if (process.machine().isAlive()) {
        Candidate.this.deposed(leadership, why);
      }
    }
  }

  /** Works on the thread that tells of the beginning, until it is interrupted or has done it. */
  private final class Working implements LeaderElection.Listener {
    private final Duration lease;
    private final Manner manner;

    Working(Duration lease, Manner manner) {
      this.lease = lease;
      this.manner = manner;
    }

    @Override
    public void elected(Leadership leadership) {
      if (!process.machine().isAlive()) {
        return;
      }
      Reign begun = Candidate.this.elected(leadership, lease, manner == Manner.IGNORES);
      work(begun, world.now() + howLong());
      hearing = false;
      if (world.percent(5)) {
        throw new IllegalStateException("meant to fail");
      }
      leadership.resign();
    }

    private void work(Reign begun, long end) {
      long last = end;
      while (world.now() < last) {
        act(begun);
        try {
          SimulatedThread.pause(Math.min(step(), last - world.now() + 1));
        } catch (InterruptedException e) {
          world.note(() -> name + " is interrupted: " + begun.leadership().term());
          last = Math.min(last, world.now() + more());
        }
      }
    }

    /** For how long it goes on after an interrupt; there is a third of the lease to stop. */
    private long more() {
      return switch (manner) {
        case AT_ONCE -> 0;
        case LATE -> lease.toNanos() / 6;
        case IGNORES -> lease.toNanos();
      };
    }

    @Override
    public void deposed(Leadership leadership, LeaderElection.Reason why) {
      if (process.machine().isAlive()) {
        Candidate.this.deposed(leadership, why);
      }
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
