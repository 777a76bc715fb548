package dev.baton.benchmarks.client;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/** Histograms of nanoseconds, up to two minutes, to three digits; and as text. */
public final class Histograms {
  private static final long HIGHEST = TimeUnit.MINUTES.toNanos(2);
  private static final int DIGITS = 3;

  private Histograms() {}

  /** An empty one. */
  public static Histogram make() {
    return new Histogram(HIGHEST, DIGITS);
  }

  /** Adds a value, bounded by what it can hold. */
  public static void record(Histogram histogram, long nanos) {
    histogram.recordValue(Math.min(Math.max(nanos, 0), HIGHEST));
  }

  static String encode(Histogram histogram) {
    ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
    int length = histogram.encodeIntoCompressedByteBuffer(buffer);
    return Base64.getEncoder().encodeToString(Arrays.copyOf(buffer.array(), length));
  }

  /** The histogram that was encoded, or an empty one for an empty text. */
  public static Histogram decode(String text) {
    if (text.isEmpty()) {
      return make();
    }
    try {
      return Histogram.decodeFromCompressedByteBuffer(
          ByteBuffer.wrap(Base64.getDecoder().decode(text)), HIGHEST);
    } catch (DataFormatException e) {
      throw new IllegalArgumentException("not a histogram", e);
    }
  }
}
