package dev.baton.benchmarks.report;

import dev.baton.benchmarks.contestant.Entrant;
import dev.baton.benchmarks.result.Metric;
import dev.baton.benchmarks.result.Numbers;
import dev.baton.benchmarks.result.Series;
import dev.baton.benchmarks.result.Spread;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Bars from left to right, one for each contestant: its length is the median, the thin line on it
 * reaches from the least to the largest round.
 *
 * @param title what was done
 * @param metric what is shown
 * @param bars the figures
 */
record BarChart(String title, Metric metric, List<Series> bars) {
  private static final int WIDTH = 860;
  private static final int LEAST_LEFT = 230;
  private static final double OF_A_LETTER = 7.6;
  private static final int RIGHT = WIDTH - 110;
  private static final int TOP = 74;
  private static final int ROW = 28;
  private static final int BAR = 18;

  /** Where the bars begin: there is room for the longest label. */
  private double left() {
    int longest = bars.stream().mapToInt(series -> series.label().length()).max().orElse(0);
    return Math.max(LEAST_LEFT, 10 + OF_A_LETTER * longest);
  }

  String svg() {
    double left = left();
    int bottom = TOP + bars.size() * ROW;
    Svg svg = new Svg(WIDTH, bottom + 66);
    Scale scale =
        Scale.of(
            bars.stream()
                .map(Series::spread)
                .flatMapToDouble(spread -> DoubleStream.of(spread.median(), spread.max())),
            left,
            RIGHT);
    svg.bold(16, 28, 17, title);
    svg.text(16, 50, "start", 13, Svg.FAINT, subtitle() + scale.remark());
    for (double tick : scale.ticks()) {
      svg.line(scale.at(tick), TOP - 6, scale.at(tick), bottom, Svg.GRID, 1);
      svg.text(scale.at(tick), bottom + 18, "middle", 12, Svg.FAINT, Numbers.text(tick));
    }
    for (int i = 0; i < bars.size(); i++) {
      bar(svg, scale, bars.get(i), left, TOP + i * ROW);
    }
    legend(svg, bottom + 46);
    return svg.content();
  }

  private String subtitle() {
    return metric.title()
        + (metric.better() == Metric.Better.MORE ? " — longer is better" : " — shorter is better");
  }

  private static void bar(Svg svg, Scale scale, Series series, double left, double top) {
    Spread spread = series.spread();
    double middle = top + BAR / 2.0;
    svg.text(left - 10, middle + 5, "end", 13, Svg.INK, series.label());
    svg.rectangle(
        left, top, Math.max(1, scale.at(spread.median()) - left), BAR, colour(series.label()));
    double end = Math.max(scale.at(spread.median()), scale.at(spread.max()));
    if (spread.max() > spread.min()) {
      svg.line(scale.at(spread.min()), middle, scale.at(spread.max()), middle, Svg.INK, 1.5);
      svg.line(
          scale.at(spread.min()), middle - 4, scale.at(spread.min()), middle + 4, Svg.INK, 1.5);
      svg.line(
          scale.at(spread.max()), middle - 4, scale.at(spread.max()), middle + 4, Svg.INK, 1.5);
    }
    svg.text(end + 8, middle + 5, "start", 13, Svg.INK, Numbers.text(spread.median()));
  }

  private static String colour(String label) {
    for (Entrant entrant : Entrant.values()) {
      if (label.startsWith(entrant.title())) {
        return Colours.of(entrant.side());
      }
    }
    return Colours.of(Entrant.Side.BATON);
  }

  private void legend(Svg svg, double y) {
    double x = 16;
    for (Entrant.Side side : Entrant.Side.values()) {
      svg.rectangle(x, y - 11, 12, 12, Colours.of(side));
      svg.text(x + 18, y, "start", 12, Svg.FAINT, Colours.meaning(side));
      x += 36 + 6.6 * Colours.meaning(side).length();
    }
    svg.text(x, y, "start", 12, Svg.FAINT, "├─┤ least and largest round");
  }
}
