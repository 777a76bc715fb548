package dev.baton.benchmarks.report;

import java.util.Locale;

/** A drawing: white behind, dark text, so that it can be read on a page of any colour. */
final class Svg {
  static final String INK = "#1f2328";
  static final String FAINT = "#656d76";
  static final String GRID = "#d8dee4";

  private final StringBuilder body = new StringBuilder();
  private final int width;
  private final int height;

  Svg(int width, int height) {
    this.width = width;
    this.height = height;
    rectangle(0, 0, width, height, "#ffffff");
  }

  Svg rectangle(double x, double y, double w, double h, String colour) {
    return add(
        "<rect x='%.1f' y='%.1f' width='%.1f' height='%.1f' fill='%s'/>", x, y, w, h, colour);
  }

  Svg line(double x1, double y1, double x2, double y2, String colour, double thickness) {
    return add(
        "<line x1='%.1f' y1='%.1f' x2='%.1f' y2='%.1f' stroke='%s' stroke-width='%.1f'/>",
        x1, y1, x2, y2, colour, thickness);
  }

  Svg dashed(double x1, double y1, double x2, double y2, String colour) {
    return add(
        "<line x1='%.1f' y1='%.1f' x2='%.1f' y2='%.1f' stroke='%s' stroke-width='1.5'"
            + " stroke-dasharray='5 4'/>",
        x1, y1, x2, y2, colour);
  }

  Svg dot(double x, double y, String colour) {
    return add("<circle cx='%.1f' cy='%.1f' r='4' fill='%s'/>", x, y, colour);
  }

  /** Text whose start, middle or end is at x. */
  Svg text(double x, double y, String anchor, int size, String colour, String text) {
    return add(
        "<text x='%.1f' y='%.1f' text-anchor='%s' font-size='%d' fill='%s'>%s</text>",
        x, y, anchor, size, colour, escaped(text));
  }

  Svg bold(double x, double y, int size, String text) {
    return add(
        "<text x='%.1f' y='%.1f' font-size='%d' font-weight='bold' fill='%s'>%s</text>",
        x, y, size, INK, escaped(text));
  }

  private Svg add(String format, Object... values) {
    body.append("  ").append(String.format(Locale.ROOT, format, values)).append('\n');
    return this;
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;");
  }

  /** The file's content. */
  String content() {
    return String.format(
            Locale.ROOT,
            "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' width='%d' height='%d'"
                + " font-family='system-ui, \"DejaVu Sans\", sans-serif'>\n",
            width,
            height,
            width,
            height)
        + body
        + "</svg>\n";
  }
}
