package dev.baton.benchmarks.report;

import dev.baton.benchmarks.result.Numbers;
import dev.baton.benchmarks.workload.Growing;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * Lines over a logarithmic axis: how a cost grows with the work, in relation to the smallest.
 *
 * @param title what was done
 * @param growing what grew
 * @param sizes how large the work is, rising
 * @param lines the costs
 * @param bound how much it may grow
 */
record GrowthChart(
    String title, Growing growing, List<Integer> sizes, List<Line> lines, double bound) {
  private static final int WIDTH = 860;
  private static final int HEIGHT = 400;
  private static final int LEFT = 70;
  private static final int RIGHT = 560;
  private static final int TOP = 80;
  private static final int BOTTOM = HEIGHT - 60;

  /**
   * One cost.
   *
   * @param name as the legend has it
   * @param ratios at each size, compared to the first
   */
  record Line(String name, List<Double> ratios) {}

  String svg() {
    Svg svg = new Svg(WIDTH, HEIGHT);
    svg.bold(16, 28, 17, title);
    svg.text(
        16,
        50,
        "start",
        13,
        Svg.FAINT,
        "cost of a lock as " + growing.what() + " grow, with the fewest = 1 — flat is good");
    double top = Math.max(2, Math.ceil(all().max().orElse(1) * 1.1));
    Scale x =
        new LogarithmicScale(power(sizes.get(0)), power(sizes.get(sizes.size() - 1)), LEFT, RIGHT);
    for (int i = 0; i <= 4; i++) {
      double value = top * i / 4;
      svg.line(LEFT, y(value, top), RIGHT, y(value, top), Svg.GRID, 1);
      svg.text(
          LEFT - 8,
          y(value, top) + 4,
          "end",
          12,
          Svg.FAINT,
          String.format(Locale.ROOT, "%.1f ×", value));
    }
    for (int size : sizes) {
      svg.text(x.at(size), BOTTOM + 20, "middle", 12, Svg.FAINT, Numbers.text(size));
    }
    svg.text((LEFT + RIGHT) / 2.0, BOTTOM + 44, "middle", 13, Svg.FAINT, growing.axis());
    svg.dashed(LEFT, y(bound, top), RIGHT, y(bound, top), Svg.FAINT);
    svg.text(LEFT + 8, y(bound, top) - 6, "start", 12, Svg.FAINT, "target: below " + bound + " ×");
    for (int i = 0; i < lines.size(); i++) {
      draw(svg, x, top, i);
    }
    return svg.content();
  }

  private void draw(Svg svg, Scale x, double top, int index) {
    Line line = lines.get(index);
    String colour = Colours.LINES.get(index % Colours.LINES.size());
    boolean second = index >= Colours.LINES.size();
    for (int i = 0; i < line.ratios().size(); i++) {
      double here = x.at(sizes.get(i));
      if (i > 0) {
        double before = x.at(sizes.get(i - 1));
        double from = y(line.ratios().get(i - 1), top);
        double to = y(line.ratios().get(i), top);
        if (second) {
          svg.dashed(before, from, here, to, colour);
        } else {
          svg.line(before, from, here, to, colour, 2.5);
        }
      }
      svg.dot(here, y(line.ratios().get(i), top), colour);
    }
    double row = TOP + 8 + index * 22.0;
    if (second) {
      svg.dashed(RIGHT + 24, row, RIGHT + 52, row, colour);
    } else {
      svg.line(RIGHT + 24, row, RIGHT + 52, row, colour, 2.5);
    }
    svg.text(RIGHT + 60, row + 4, "start", 12, Svg.INK, line.name());
  }

  /** The sizes are powers of ten. */
  private static int power(int size) {
    return (int) Math.round(Math.log10(size));
  }

  private DoubleStream all() {
    return lines.stream()
        .map(Line::ratios)
        .flatMap(Stream::of)
        .flatMap(List::stream)
        .mapToDouble(Double::doubleValue);
  }

  private static double y(double value, double top) {
    return BOTTOM - (BOTTOM - TOP) * value / top;
  }
}
