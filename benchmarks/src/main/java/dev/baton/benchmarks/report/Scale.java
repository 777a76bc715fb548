package dev.baton.benchmarks.report;

import java.util.List;
import java.util.stream.DoubleStream;

/** An axis: where a value is drawn, and which values have a line. */
interface Scale {
  /**
   * Up to this ratio of the largest to the least all bars can be read on one that begins at zero.
   */
  double LARGEST_RATIO_OF_LINEAR = 20;

  /** One that has room for all of these, of which none is below zero. */
  static Scale of(DoubleStream values, double from, double to) {
    double[] positive = values.filter(value -> value > 0).sorted().toArray();
    if (positive.length == 0) {
      return new LinearScale(1, from, to);
    }
    double least = positive[0];
    double largest = positive[positive.length - 1];
    return largest <= least * LARGEST_RATIO_OF_LINEAR
        ? LinearScale.upTo(largest, from, to)
        : LogarithmicScale.of(least, largest, from, to);
  }

  /** Where a value is drawn. */
  double at(double value);

  /** The values that have a line, rising. */
  List<Double> ticks();

  /** What has to be said of it. */
  String remark();
}
