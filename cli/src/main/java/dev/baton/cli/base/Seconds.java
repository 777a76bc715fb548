package dev.baton.cli.base;

import java.math.BigDecimal;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads seconds, fractions allowed, and writes durations for people. */
public final class Seconds implements ITypeConverter<Duration> {
  private static final BigDecimal MOST = BigDecimal.valueOf(Duration.ofDays(365).toSeconds());

  @Override
  public Duration convert(String text) {
    BigDecimal seconds;
    try {
      seconds = new BigDecimal(text);
    } catch (NumberFormatException e) {
      throw new TypeConversionException("'" + text + "' is not a number of seconds, such as 2.5");
    }
    if (seconds.signum() < 0 || seconds.compareTo(MOST) > 0) {
      throw new TypeConversionException("'" + text + "' is not from 0 seconds to 365 days");
    }
    return Duration.ofNanos(seconds.movePointRight(9).longValue());
  }

  /** In seconds without a unit, as short as can be: {@code 30}, {@code 1.5}. */
  public static String plain(Duration duration) {
    return BigDecimal.valueOf(duration.toMillis(), 3).stripTrailingZeros().toPlainString();
  }

  /** In seconds without a unit, to the millisecond: {@code 0.123}. */
  public static String exactly(Duration duration) {
    return BigDecimal.valueOf(duration.toMillis(), 3).toPlainString();
  }

  /** For instance {@code 29.1 s}, {@code 4 min 10 s}, {@code 3 h 5 min}, {@code 12 d 3 h}. */
  public static String text(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds < 60) {
      return seconds + "." + duration.toMillisPart() / 100 + " s";
    }
    if (seconds < 3_600) {
      return seconds / 60 + " min " + seconds % 60 + " s";
    }
    return seconds < 86_400
        ? seconds / 3_600 + " h " + seconds / 60 % 60 + " min"
        : seconds / 86_400 + " d " + seconds / 3_600 % 24 + " h";
  }
}
