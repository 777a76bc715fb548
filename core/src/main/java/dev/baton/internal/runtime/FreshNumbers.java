package dev.baton.internal.runtime;

import java.nio.ByteBuffer;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.function.LongSupplier;

/**
 * Numbers that no other process has: not even one that was started from the same memory image as
 * this one. Each is read from the operating system, since a generator in memory is copied with it,
 * and mixed with the time, since a virtual machine's generator may be copied too.
 */
final class FreshNumbers implements LongSupplier {
  /** The one that reads /dev/urandom each time; elsewhere the platform's own. */
  private static final String FROM_THE_SYSTEM = "NativePRNGNonBlocking";

  /** Odd and without a pattern: 2<sup>64</sup> divided by the golden ratio. */
  private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

  private final SecureRandom system = system();

  private static SecureRandom system() {
    try {
      return SecureRandom.getInstance(FROM_THE_SYSTEM);
    } catch (NoSuchAlgorithmException otherPlatform) {
      return new SecureRandom();
    }
  }

  @Override
  public long getAsLong() {
    // generateSeed() and not nextLong(): that one mixes in what it keeps, and reads ahead.
    long drawn = ByteBuffer.wrap(system.generateSeed(Long.BYTES)).getLong();
    return drawn ^ System.nanoTime() * SPREAD;
  }
}
