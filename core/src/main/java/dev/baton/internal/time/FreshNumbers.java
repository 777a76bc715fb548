package dev.baton.internal.time;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Numbers that no other process has: not even one that was started from the same memory image as
 * this one. Each is read from the operating system, since a generator in memory is copied with it,
 * and mixed with the time, since a virtual machine's generator may be copied too.
 *
 * <p>Read from the device itself, by all threads at once: the JDK's generators that read it have
 * one lock for all, which 64 threads spend a tenth of their time on.
 */
public final class FreshNumbers implements LongSupplier {
  private static final String DEVICE = "/dev/urandom";

  /** Odd and without a pattern: 2<sup>64</sup> divided by the golden ratio. */
  private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

  /** Open once for all clients, since it is used for each request. */
  private static final AtomicReference<@Nullable FileInputStream> OPEN = new AtomicReference<>();

  @Override
  public long getAsLong() {
    return drawn(DEVICE) ^ System.nanoTime() * SPREAD;
  }

  /** From a device; where there is none, or it cannot be read, from the JDK's generator. */
  static long drawn(String device) {
    byte[] bytes = new byte[Long.BYTES];
    try {
      FileInputStream in = OPEN.get();
      if ((in == null ? opened(device) : in).read(bytes) == Long.BYTES) {
        return ByteBuffer.wrap(bytes).getLong();
      }
    } catch (IOException | SecurityException otherPlatform) {
      // or closed this moment
    }
    // generateSeed() and not nextLong(): that one mixes in what it keeps, and reads ahead.
    return ByteBuffer.wrap(new SecureRandom().generateSeed(Long.BYTES)).getLong();
  }

  private static FileInputStream opened(String device) throws IOException {
    FileInputStream fresh = new FileInputStream(device);
    FileInputStream earlier = OPEN.compareAndExchange(null, fresh);
    if (earlier == null) {
      return fresh;
    }
    fresh.close();
    return earlier;
  }

  /** Leaves no file open, which a checkpoint does not allow; the next number opens it again. */
  static void close() {
    FileInputStream last = OPEN.getAndSet(null);
    if (last != null) {
      try {
        last.close();
      } catch (IOException e) {
        // it is forgotten all the same
      }
    }
  }
}
