package dev.baton.testing.simulation;

import dev.baton.Lease;
import dev.baton.testing.history.Ending;
import dev.baton.testing.history.History;
import dev.baton.testing.history.Operation;
import dev.baton.testing.history.Outcome;
import dev.baton.testing.simulation.client.Wait;
import dev.baton.testing.simulation.world.World;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who believes to hold a lock: at each instant one at most, and the server has the lock under that
 * one's value. Those whose grant the server has forgotten are not judged.
 */
final class Beliefs {
  private final World world;
  private final Grants grants;
  private final boolean judged;
  private final History history;
  private final List<Belief> open = new ArrayList<>();
  private final Set<Long> fences = new HashSet<>();
  private final Map<Integer, Long> largestOfEpoch = new HashMap<>();

  Beliefs(World world, Grants grants, boolean judged, History history) {
    this.world = world;
    this.grants = grants;
    this.judged = judged;
    this.history = history;
  }

  private record Belief(Wait wish, Lease lease, int epoch, long from) {}

  /** A wait has ended with a lease. */
  void begin(Wait wait, Lease lease) {
    long fence = lease.fencingToken();
    int epoch = grants.epochOf(lease.ownerToken());
    if (!fences.add(fence)) {
      throw world.breach("FENCE REUSED: " + lease);
    }
    if (judged && fence <= largestOfEpoch.getOrDefault(epoch, 0L)) {
      throw world.breach("FENCE FELL: " + lease + " after " + largestOfEpoch);
    }
    largestOfEpoch.put(epoch, fence);
    grants.given(fence);
    open.add(new Belief(wait, lease, epoch, world.now()));
    check();
  }

  /** Its user gives a lease back, or its process dies. */
  void end(Lease lease, Ending ending) {
    for (Iterator<Belief> each = open.iterator(); each.hasNext(); ) {
      Belief belief = each.next();
      if (belief.lease == lease) {
        each.remove();
        note(belief, ending);
      }
    }
  }

  /** A process was killed, with all that it held. */
  void crashed(String process) {
    for (Belief belief : List.copyOf(open)) {
      if (belief.wish.who().startsWith(process + ".")) {
        end(belief.lease, Ending.CRASHED);
      }
    }
  }

  /** Looks at this instant; those who know by now that theirs is over are forgotten. */
  void check() {
    Belief first = null;
    for (Iterator<Belief> each = open.iterator(); each.hasNext(); ) {
      Belief belief = each.next();
      if (!belief.lease.isHeld()) {
        each.remove();
        note(belief, Ending.LOST);
      } else if (judged && belief.epoch == grants.epoch()) {
        if (first != null) {
          throw world.breach("TWO BELIEVE: " + first.lease + " and " + belief.lease);
        }
        first = belief;
        if (!grants.value().equals(belief.lease.ownerToken())) {
          throw world.breach(
              "WRONGLY BELIEVED: "
                  + belief.lease
                  + ", but the server has '"
                  + grants.value()
                  + "'");
        }
      }
    }
  }

  private void note(Belief belief, Ending ending) {
    history.add(
        new Operation(
            belief.lease.lockName(),
            belief.wish.who(),
            belief.wish.wantedAt(),
            belief.wish.deadlineAt(),
            belief.from,
            Outcome.GRANTED,
            belief.lease.fencingToken(),
            belief.from,
            world.now(),
            ending,
            belief.epoch));
  }
}
