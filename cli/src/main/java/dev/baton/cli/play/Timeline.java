package dev.baton.cli.play;

import dev.baton.cli.base.Json;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import picocli.CommandLine.Help.Ansi;

/** Prints what several threads do, as they do it, with the time since a moment to be marked. */
public final class Timeline {
  private static final Map<String, String> COLOURS =
      Map.of("first", "fg(cyan)", "second", "fg(yellow)");

  private final ReentrantLock lines = new ReentrantLock();
  private final PrintWriter out;
  private final boolean json;
  private final Ansi ansi;
  private long zero;
  private boolean running;

  /**
   * A timeline.
   *
   * @param out where to print
   * @param json whether to print JSON, one object a line
   * @param ansi whether to print colours
   */
  public Timeline(PrintWriter out, boolean json, Ansi ansi) {
    this.out = out;
    this.json = json;
    this.ansi = ansi;
  }

  /** Time counts from a reading of {@link System#nanoTime()}. */
  public void startAt(long nanoTime) {
    lines.lock();
    try {
      zero = nanoTime;
      running = true;
    } finally {
      lines.unlock();
    }
  }

  /** Tells what somebody does. */
  public void tell(String who, String what) {
    lines.lock();
    try {
      String seconds = running ? seconds(System.nanoTime() - zero) : "";
      if (json) {
        Optional<BigDecimal> time =
            running ? Optional.of(new BigDecimal(seconds)) : Optional.empty();
        out.println(new Json().with("seconds", time).with("who", who).with("what", what));
      } else {
        String name = String.format("%-7s", who);
        out.printf(
            "%7s  %s  %s%n", seconds, styled(COLOURS.getOrDefault(who, "faint"), name), what);
      }
      out.flush();
    } finally {
      lines.unlock();
    }
  }

  /** Prints a line of a program's own output, and tells when. */
  public long output(String text) {
    lines.lock();
    try {
      long now = System.nanoTime();
      out.println(json ? new Json().with("output", text) : styled("bold", text));
      out.flush();
      return now;
    } finally {
      lines.unlock();
    }
  }

  /** Prints a line that belongs to nobody; not in JSON. */
  public void remark(String text) {
    if (!json) {
      out.println(text);
      out.flush();
    }
  }

  /** Prints what it all came to; in JSON only. */
  public void summary(Json facts) {
    if (json) {
      out.println(facts);
      out.flush();
    }
  }

  /** For instance {@code 3.004}; rounded down, so that it never claims a wait that was not. */
  public static String seconds(long nanos) {
    Duration duration = Duration.ofNanos(nanos);
    return String.format(Locale.ROOT, "%d.%03d", duration.toSeconds(), duration.toMillisPart());
  }

  private String styled(String style, String text) {
    return ansi.enabled() ? ansi.string("@|" + style + " " + text + "|@") : text;
  }
}
