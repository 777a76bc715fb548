package dev.baton;

import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Tries a property on many random cases, new ones each time, and names the seed of one that fails;
 * {@code -Dbaton.seed=SEED} tries that one again.
 */
public final class RandomCases {
  private RandomCases() {}

  /** Tries a property. */
  public static void forAll(int cases, Consumer<RandomGenerator> property) {
    Long chosen = Long.getLong("baton.seed");
    long first = chosen != null ? chosen : System.nanoTime();
    for (long seed = first; seed - first < (chosen != null ? 1 : cases); seed++) {
      try {
        property.accept(new SplittableRandom(seed));
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("again with -Dbaton.seed=" + seed + "\n" + e.getMessage(), e);
      }
    }
  }

  /** One of some values. */
  public static long oneOf(RandomGenerator random, long... values) {
    return values[random.nextInt(values.length)];
  }

  /** Any size from zero to a bound, small ones as likely as large ones. */
  public static long sizeUpTo(RandomGenerator random, long most) {
    int bits = random.nextInt(Long.SIZE - Long.numberOfLeadingZeros(most) + 1);
    return bits == 0 ? 0 : Math.min(most, random.nextLong(1L << (bits - 1)) + (1L << (bits - 1)));
  }
}
