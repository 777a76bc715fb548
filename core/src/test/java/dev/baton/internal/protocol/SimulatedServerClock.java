package dev.baton.internal.protocol;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/**
 * A server's wall clock, in the client's monotonic time: it drifts, and keys live by its whole
 * milliseconds. Exact, whatever the numbers.
 *
 * @param drift how many nanoseconds it gains in a second
 * @param offset what it shows at zero, in nanoseconds
 */
record SimulatedServerClock(long drift, long offset) {
  /** Half a thousandth: more is not allowed for. */
  static final long MOST_DRIFT = 500_000;

  private static final long MS = 1_000_000;
  private static final long YEAR_2023 = 1_700_000_000_000_000_000L;
  private static final BigDecimal BILLION = BigDecimal.valueOf(1_000_000_000);
  private static final MathContext EXACT_ENOUGH = new MathContext(40);

  static Arbitrary<SimulatedServerClock> any() {
    return Combinators.combine(
            Arbitraries.longs().between(-MOST_DRIFT, MOST_DRIFT),
            Arbitraries.longs().between(YEAR_2023, YEAR_2023 + 1_000 * MS))
        .as(SimulatedServerClock::new);
  }

  /** The same, set forward or back. */
  SimulatedServerClock stepped(long nanos) {
    return new SimulatedServerClock(drift, offset + nanos);
  }

  long nanosAt(long instant) {
    BigDecimal shown = rate().multiply(BigDecimal.valueOf(instant)).add(BigDecimal.valueOf(offset));
    return shown.setScale(0, RoundingMode.FLOOR).longValueExact();
  }

  long microsAt(long instant) {
    return nanosAt(instant) / 1_000;
  }

  /** The first instant at which it can show a time. */
  long instantOf(long nanos) {
    return BigDecimal.valueOf(nanos - offset)
        .divide(rate(), EXACT_ENOUGH)
        .setScale(0, RoundingMode.CEILING)
        .longValueExact();
  }

  /**
   * When a key goes that was given a lifetime at an instant; a millisecond less if rounded down.
   */
  long endOf(long instant, long lifetimeMillis, boolean roundedDown) {
    long end = nanosAt(instant) / MS + lifetimeMillis - (roundedDown ? 1 : 0);
    return instantOf(end * MS);
  }

  private BigDecimal rate() {
    return BigDecimal.ONE.add(BigDecimal.valueOf(drift).divide(BILLION));
  }
}
