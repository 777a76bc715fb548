package dev.baton.benchmarks.report;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * A logarithmic axis in whole powers of ten.
 *
 * @param lowest the exponent at its beginning
 * @param highest the exponent at its end
 * @param from where it begins in the drawing
 * @param to where it ends
 */
record Scale(int lowest, int highest, double from, double to) {

  /** One that has room for all of these, of which none is below zero. */
  static Scale of(DoubleStream values, double from, double to) {
    double[] positive = values.filter(value -> value > 0).sorted().toArray();
    if (positive.length == 0) {
      return new Scale(0, 1, from, to);
    }
    // a little below the least, so that its bar has a length
    int lowest = (int) Math.floor(Math.log10(positive[0] * 0.7));
    int highest = (int) Math.ceil(Math.log10(positive[positive.length - 1]));
    return new Scale(lowest, Math.max(highest, lowest + 1), from, to);
  }

  double at(double value) {
    if (value <= 0) {
      return from;
    }
    double part = (Math.log10(value) - lowest) / (highest - lowest);
    return from + (to - from) * Math.min(1, Math.max(0, part));
  }

  /** The powers of ten. */
  List<Double> ticks() {
    return IntStream.rangeClosed(lowest, highest).mapToObj(power -> Math.pow(10, power)).toList();
  }
}
