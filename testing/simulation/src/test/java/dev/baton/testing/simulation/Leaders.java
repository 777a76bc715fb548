package dev.baton.testing.simulation;

import dev.baton.LeaderObserver.Leader;
import dev.baton.testing.history.Ending;
import dev.baton.testing.history.History;
import dev.baton.testing.history.Mode;
import dev.baton.testing.history.Operation;
import dev.baton.testing.history.Outcome;
import dev.baton.testing.simulation.client.Reign;
import dev.baton.testing.simulation.world.World;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who leads: one at a time, by terms that rise, and the one before has been deposed by then, unless
 * its work goes on after the interrupt or its process stood still. What those hear who look on is
 * of one leader. Those whose grant the server has forgotten are not judged. Once faults have ended
 * somebody leads as long as anybody wants to.
 */
final class Leaders {
  /** A lease, the longest pause between two questions, and what may still stand still. */
  private static final long LONGEST_WITHOUT = 30_000_000_000L;

  /**
   * What each who died may cost besides: while the server has not seen that its connection is gone,
   * it is granted the lock in its turn, for the longest claim.
   */
  private static final long EACH_DEAD = 3_000_000_000L;

  private final World world;
  private final Grants grants;
  private final boolean judged;
  private final History history;
  private final Set<String> candidates = new HashSet<>();

  /** Those who were elected and not deposed, and when each last saw that it leads. */
  private final Map<Reign, Long> open = new LinkedHashMap<>();

  private final Map<Integer, Long> largestOfEpoch = new HashMap<>();

  /** Who had the lock under each value: as it said itself, or as those who look on were told. */
  private final Map<String, String> names = new HashMap<>();

  private boolean quiet;
  private int dead;
  private long withoutSince;
  private long longestWithout;
  private long overlaps;

  Leaders(World world, Grants grants, boolean judged, History history) {
    this.world = world;
    this.grants = grants;
    this.judged = judged;
    this.history = history;
  }

  void stands(String who) {
    if (candidates.isEmpty()) {
      withoutSince = world.now();
    }
    candidates.add(who);
  }

  void standsNoMore(String who) {
    candidates.remove(who);
  }

  /** No fault happens any more. */
  void quiet() {
    quiet = true;
    withoutSince = world.now();
  }

  /** One is told that it leads. */
  void elected(Reign reign) {
    long term = reign.leadership().term();
    if (reign.isCurrent() && isJudged(reign)) {
      for (Reign other : open.keySet()) {
        if (isJudged(other)) {
          checkTwo(other, reign);
        }
      }
      long largest = largestOfEpoch.getOrDefault(grants.epoch(), 0L);
      if (term <= largest) {
        throw world.breach("TERM FELL: " + reign + " after " + largest);
      }
      largestOfEpoch.put(grants.epoch(), term);
      grants.given(term, Mode.EXCLUSIVE);
    }
    known(reign.leadership().ownerToken(), reign.who());
    if (open.isEmpty()) {
      longestWithout = Math.max(longestWithout, world.now() - withoutSince);
    }
    open.put(reign, world.now());
  }

  private boolean isJudged(Reign reign) {
    return judged && grants.epochOf(reign.leadership().ownerToken()) == grants.epoch();
  }

  private void checkTwo(Reign other, Reign reign) {
    if (other.isCurrent()) {
      throw world.breach("TWO LEAD: " + other + " and " + reign);
    }
    if (!other.mayOverlap()) {
      throw world.breach("NOT DEPOSED: " + other + " before " + reign);
    }
    overlaps++;
  }

  /** One has seen that it leads, and acts. */
  void leads(Reign reign) {
    open.replace(reign, world.now());
    if (!isJudged(reign)) {
      return;
    }
    if (!grants.isHeld(reign.leadership().ownerToken())) {
      throw world.breach("WRONGLY LEADS: " + reign + ", but the server has " + grants.holding());
    }
    if (reign.leadership().term() < largestOfEpoch.getOrDefault(grants.epoch(), 0L)) {
      throw world.breach("LEADS WITH AN OLD TERM: " + reign);
    }
  }

  /** One who looks on is told who leads: what it is told belongs together. */
  void told(Optional<Leader> leader) {
    if (leader.isEmpty()) {
      return;
    }
    Leader told = leader.get();
    if (!told.ownerToken().endsWith("#" + told.term())) {
      throw world.breach("TOLD ANOTHER'S TERM: " + told);
    }
    known(told.ownerToken(), told.candidate());
  }

  private void known(String ownerToken, String who) {
    String before = names.putIfAbsent(ownerToken, who);
    if (before != null && !before.equals(who)) {
      throw world.breach("TOLD ANOTHER'S NAME: " + before + " and " + who + ": " + ownerToken);
    }
  }

  /** One is told that it leads no more. */
  void deposed(Reign reign) {
    if (reign.leadership().isCurrent()) {
      throw world.breach("DEPOSED AND CURRENT: " + reign);
    }
    end(reign, Ending.RELEASED);
  }

  /** A process was killed, with all who lead or want to. */
  void crashed(String process) {
    int before = candidates.size();
    candidates.removeIf(who -> who.startsWith(process + "."));
    dead += before - candidates.size();
    for (Reign reign : Set.copyOf(open.keySet())) {
      if (reign.who().startsWith(process + ".")) {
        end(reign, Ending.CRASHED);
      }
    }
  }

  private void end(Reign reign, Ending ending) {
    Long last = open.remove(reign);
    if (last == null) {
      throw world.breach("DEPOSED TWICE: " + reign);
    }
    withoutSince = world.now();
    history.add(
        new Operation(
            reign.leadership().name(),
            reign.who(),
            reign.wantedAt(),
            Operation.NEVER,
            reign.electedAt(),
            Outcome.GRANTED,
            reign.leadership().term(),
            reign.electedAt(),
            last,
            ending,
            grants.epochOf(reign.leadership().ownerToken()),
            Mode.EXCLUSIVE));
  }

  /** Looks at this instant. */
  void check() {
    if (quiet
        && open.isEmpty()
        && !candidates.isEmpty()
        && world.now() - withoutSince > LONGEST_WITHOUT + dead * EACH_DEAD) {
      throw world.breach("NOBODY LEADS: " + candidates + " since " + withoutSince);
    }
  }

  /**
   * How often one was elected before the work of another had ended, that ignores its interrupt or
   * stood still.
   */
  long overlaps() {
    return overlaps;
  }

  /** The longest time for which nobody led and somebody wanted to, in nanoseconds. */
  long longestWithout() {
    return longestWithout;
  }
}
