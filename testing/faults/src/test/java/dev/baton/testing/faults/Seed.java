package dev.baton.testing.faults;

import java.util.Random;

/** What chance begins from. */
final class Seed {
  private Seed() {}

  /** That of {@code -Dfaults.seed=N}, or another one each time; it is printed. */
  static long given() {
    long seed = Long.getLong("faults.seed", new Random().nextInt(1_000_000));
    System.out.println("-Dfaults.seed=" + seed);
    return seed;
  }
}
