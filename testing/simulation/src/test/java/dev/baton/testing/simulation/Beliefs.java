package dev.baton.testing.simulation;

import dev.baton.Lease;
import dev.baton.internal.runtime.SimulatedClient;
import dev.baton.testing.history.Ending;
import dev.baton.testing.history.History;
import dev.baton.testing.history.Mode;
import dev.baton.testing.history.Operation;
import dev.baton.testing.history.Outcome;
import dev.baton.testing.history.Weights;
import dev.baton.testing.simulation.client.Wait;
import dev.baton.testing.simulation.world.World;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who believes to hold a lock: who does so exclusively is the only one at each instant, those who
 * share it have no more than they may, and the server has each of them under its value. Those whose
 * grant the server has forgotten are not judged.
 */
final class Beliefs {
  private final World world;
  private final Grants grants;
  private final boolean judged;
  private final History history;
  private final List<Belief> open = new ArrayList<>();
  private final Map<Long, Mode> fences = new HashMap<>();
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
    int epoch = grants.epochOf(lease.ownerToken());
    if (!wait.mode().isLimited()) {
      checkFence(wait.mode(), lease, epoch);
    }
    open.add(new Belief(wait, lease, epoch, world.now()));
    check();
  }

  private void checkFence(Mode mode, Lease lease, int epoch) {
    long fence = lease.fencingToken();
    Mode other = fences.putIfAbsent(fence, mode);
    if (other != null && other.excludes(mode)) {
      throw world.breach("FENCE REUSED: " + lease);
    }
    if (judged && fence < largestOfEpoch.getOrDefault(epoch, 0L)) {
      throw world.breach("FENCE FELL: " + lease + " after " + largestOfEpoch);
    }
    largestOfEpoch.put(epoch, fence);
    grants.given(fence, mode);
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
    Together together = new Together();
    for (Iterator<Belief> each = open.iterator(); each.hasNext(); ) {
      Belief belief = each.next();
      if (!SimulatedClient.believes(belief.lease)) {
        each.remove();
        note(belief, Ending.LOST);
      } else if (judged && belief.epoch == grants.epoch()) {
        together.add(belief);
        if (!grants.isHeld(belief.lease.ownerToken())) {
          throw world.breach(
              "WRONGLY BELIEVED: %s, but the server has %s at %d"
                  .formatted(belief.lease, grants.holding(), world.now()));
        }
      }
    }
  }

  /** Those who believe at one instant. */
  private final class Together {
    private final Weights weights = new Weights();
    private @Nullable Belief first;
    private @Nullable Belief exclusive;
    private @Nullable Belief reading;
    private final Set<Long> numbers = new HashSet<>();

    void add(Belief belief) {
      Mode mode = belief.wish.mode();
      Belief other = mode.isShared() ? exclusive : first;
      if (other != null) {
        throw world.breach("TWO BELIEVE: " + other.lease + " and " + belief.lease);
      }
      weights.add(mode);
      if (weights.exceeded().isPresent()) {
        throw world.breach("TOO MANY BELIEVE: " + belief.lease + " beside " + open);
      }
      first = belief;
      if (!mode.isShared()) {
        exclusive = belief;
      } else if (!mode.isLimited()) {
        if (reading != null && reading.lease.fencingToken() != belief.lease.fencingToken()) {
          throw world.breach("FENCES DIFFER: " + reading.lease + " and " + belief.lease);
        }
        reading = belief;
      } else if (!numbers.add(belief.lease.fencingToken())) {
        throw world.breach("SAME NUMBER: " + belief.lease + " and another");
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
            belief.epoch,
            belief.wish.mode()));
  }
}
