package dev.baton.benchmarks.result;

import java.util.Locale;

/** Figures as one reads them: three digits that count. */
public final class Numbers {
  private static final int THREE_DIGITS = 100;
  private static final int TWO_DIGITS = 10;

  private Numbers() {}

  /** Such as {@code 0.123}, {@code 1.23}, {@code 12.3}, {@code 123} and {@code 1,234,000}. */
  public static String text(double value) {
    double size = Math.abs(value);
    if (size >= 1_000) {
      double digit = Math.pow(10, Math.floor(Math.log10(size)) - 2);
      return String.format(Locale.ROOT, "%,d", Math.round(Math.round(value / digit) * digit));
    }
    if (size >= THREE_DIGITS || value == Math.rint(value)) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    if (size >= TWO_DIGITS) {
      return String.format(Locale.ROOT, "%.1f", value);
    }
    return String.format(Locale.ROOT, size >= 1 ? "%.2f" : "%.3f", value);
  }
}
