package dev.baton.testing.faults.proxy;

/** Which connections of a proxy are meant. */
public enum Lines {
  /** Those that never subscribed to anything. */
  COMMANDS {
    @Override
    boolean include(Link link) {
      return !link.isPush();
    }
  },
  /** Those that subscribed. */
  PUSHES {
    @Override
    boolean include(Link link) {
      return link.isPush();
    }
  },
  /** All. */
  ALL {
    @Override
    boolean include(Link link) {
      return true;
    }
  };

  abstract boolean include(Link link);
}
