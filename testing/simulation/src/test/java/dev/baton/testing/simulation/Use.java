package dev.baton.testing.simulation;

import dev.baton.testing.history.Mode;
import dev.baton.testing.simulation.client.Actor;
import dev.baton.testing.simulation.client.Candidate;
import dev.baton.testing.simulation.client.Observer;
import dev.baton.testing.simulation.client.SimulatedProcess;
import dev.baton.testing.simulation.client.User;
import dev.baton.testing.simulation.client.UserOfSeveral;
import dev.baton.testing.simulation.client.Wants;
import dev.baton.testing.simulation.world.World;
import java.util.List;

/** How the locks of a course are held. */
enum Use {
  /** Each by one alone. */
  EXCLUSIVE {
    @Override
    List<Mode> modes(World world) {
      return List.of(Mode.EXCLUSIVE);
    }
  },
  /** By readers and writers, by those who have permits, or by all of them. */
  SHARED {
    @Override
    List<Mode> modes(World world) {
      int limit = 1 + (int) world.below(4);
      Mode permit = Mode.permits(1, limit);
      return world.oneOf(
          List.of(Mode.EXCLUSIVE, Mode.READ),
          List.of(Mode.EXCLUSIVE, Mode.READ, Mode.READ, Mode.READ),
          List.of(permit, permit, Mode.permits(limit, limit)),
          List.of(Mode.EXCLUSIVE, permit, permit, Mode.permits((limit + 1) / 2, limit)),
          List.of(Mode.EXCLUSIVE, Mode.READ, permit, Mode.permits(2, limit + 1)));
    }
  },
  /** By those who want several at once, and some who want one; exclusively, and as is shared. */
  SEVERAL {
    @Override
    List<String> locks(World world) {
      List<String> names = List.of("a", "b{c}", "c", "d", "e", "f");
      return names.subList(0, 2 + (int) world.below(names.size() - 1));
    }

    @Override
    List<Mode> modes(World world) {
      return world.percent(50) ? List.of(Mode.EXCLUSIVE) : SHARED.modes(world);
    }

    @Override
    Actor user(
        World world,
        SimulatedProcess process,
        Observer observer,
        Wants wants,
        int number,
        int rounds) {
      return world.percent(20)
          ? new User(world, process, observer, wants, number, rounds)
          : new UserOfSeveral(world, process, observer, wants, number, rounds);
    }
  },
  /** By those who lead. */
  ELECTION {
    @Override
    List<Mode> modes(World world) {
      return List.of(Mode.EXCLUSIVE);
    }

    @Override
    Actor user(
        World world,
        SimulatedProcess process,
        Observer observer,
        Wants wants,
        int number,
        int rounds) {
      return new Candidate(world, process, observer, wants, number, rounds);
    }
  };

  /** Their names. */
  List<String> locks(World world) {
    return world.percent(75) ? List.of("a") : List.of("a", "b{c}");
  }

  /** The ways in which users want them, each as likely. */
  abstract List<Mode> modes(World world);

  /** Somebody in a process who wants them. */
  Actor user(
      World world,
      SimulatedProcess process,
      Observer observer,
      Wants wants,
      int number,
      int rounds) {
    return new User(world, process, observer, wants, number, rounds);
  }
}
