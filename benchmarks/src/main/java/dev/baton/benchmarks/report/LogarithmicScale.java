package dev.baton.benchmarks.report;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A logarithmic axis in whole powers of ten.
 *
 * @param lowest the exponent at its beginning
 * @param highest the exponent at its end
 * @param from where it begins in the drawing
 * @param to where it ends
 */
record LogarithmicScale(int lowest, int highest, double from, double to) implements Scale {

  /** One that has room for the least and the largest, both above zero. */
  static LogarithmicScale of(double least, double largest, double from, double to) {
    // a little below the least, so that its bar has a length
    int lowest = (int) Math.floor(Math.log10(least * 0.7));
    int highest = (int) Math.ceil(Math.log10(largest));
    return new LogarithmicScale(lowest, Math.max(highest, lowest + 1), from, to);
  }

  @Override
  public double at(double value) {
    if (value <= 0) {
      return from;
    }
    double part = (Math.log10(value) - lowest) / (highest - lowest);
    return from + (to - from) * Math.min(1, Math.max(0, part));
  }

  @Override
  public List<Double> ticks() {
    return IntStream.rangeClosed(lowest, highest).mapToObj(power -> Math.pow(10, power)).toList();
  }

  @Override
  public String remark() {
    return "; each line of the axis is ten times the one before";
  }
}
