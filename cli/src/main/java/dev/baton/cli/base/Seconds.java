package dev.baton.cli.base;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads durations as people write them, such as {@code 2.5}, which is seconds, {@code 500ms},
 * {@code 5m}, and writes them for people.
 */
public final class Seconds implements ITypeConverter<Duration> {
  private static final BigDecimal MOST = BigDecimal.valueOf(Duration.ofDays(365).toSeconds());

  /** A number, and perhaps the unit that it is in. */
  private static final Pattern FORM = Pattern.compile("(.*?)(ms|s|m|h|d)?");

  @Override
  public Duration convert(String text) {
    Matcher form = FORM.matcher(text);
    BigDecimal seconds;
    try {
      form.matches();
      seconds = new BigDecimal(form.group(1)).multiply(unit(form.group(2)));
    } catch (NumberFormatException | IllegalStateException e) {
      throw new TypeConversionException(
          "'"
              + text
              + "' is not a time: a number of seconds such as 2.5, or 500ms, 2s, 5m, 1h, 1d");
    }
    if (seconds.signum() < 0 || seconds.compareTo(MOST) > 0) {
      throw new TypeConversionException("'" + text + "' is not from 0 seconds to 365 days");
    }
    return Duration.ofNanos(seconds.movePointRight(9).longValue());
  }

  /** In seconds. */
  private static BigDecimal unit(@Nullable String name) {
    return switch (name == null ? "s" : name) {
      case "ms" -> new BigDecimal("0.001");
      case "m" -> BigDecimal.valueOf(60);
      case "h" -> BigDecimal.valueOf(3_600);
      case "d" -> BigDecimal.valueOf(86_400);
      default -> BigDecimal.ONE;
    };
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
