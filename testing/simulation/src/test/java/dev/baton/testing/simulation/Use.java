package dev.baton.testing.simulation;

import dev.baton.testing.history.Mode;
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
  };

  /** The ways in which users want them, each as likely. */
  abstract List<Mode> modes(World world);
}
