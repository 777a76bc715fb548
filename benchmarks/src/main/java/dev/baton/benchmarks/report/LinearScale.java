package dev.baton.benchmarks.report;

import java.util.List;
import java.util.stream.IntStream;

/**
 * An axis that begins at zero.
 *
 * @param step from one line to the next
 * @param lines how many, without that at zero
 * @param from where it begins in the drawing
 * @param to where it ends
 */
record LinearScale(double step, int lines, double from, double to) implements Scale {
  private static final List<Double> ROUND = List.of(1.0, 2.0, 2.5, 5.0, 10.0);
  private static final int MOST_LINES = 6;

  LinearScale(double end, double from, double to) {
    this(end, 1, from, to);
  }

  /** One with few lines at round values. */
  static LinearScale upTo(double largest, double from, double to) {
    double power = Math.pow(10, Math.floor(Math.log10(largest / MOST_LINES)));
    double step =
        ROUND.stream()
            .map(round -> round * power)
            .filter(candidate -> candidate * MOST_LINES >= largest)
            .findFirst()
            .orElseThrow();
    return new LinearScale(step, (int) Math.ceil(largest / step), from, to);
  }

  @Override
  public double at(double value) {
    return from + (to - from) * Math.min(1, Math.max(0, value / (step * lines)));
  }

  @Override
  public List<Double> ticks() {
    return IntStream.rangeClosed(0, lines).mapToObj(line -> line * step).toList();
  }

  @Override
  public String remark() {
    return "";
  }
}
