package dev.baton.cli.doctor;

import dev.baton.cli.server.Reply;
import dev.baton.cli.server.Server;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The server's clock beside this machine's: how far off, and whether it runs at the same rate. */
final class Clock {
  private static final String NAME = "clock";
  private static final String RATE = "clock-rate";
  private static final int SAMPLES = 30;
  private static final long PAUSE_MILLIS = 40;

  /** What leases allow for; see docs/guarantees.md. */
  private static final double MOST_PPM = 500;

  private Clock() {}

  /**
   * One reading of the server's clock.
   *
   * @param before this machine's monotonic clock before the question, in ns
   * @param after the same after the answer
   * @param here this machine's clock at {@code before}, in µs
   * @param there the server's clock, in µs
   */
  record Sample(long before, long after, long here, long there) {
    long roundTrip() {
      return after - before;
    }

    long middle() {
      return before + roundTrip() / 2;
    }
  }

  /** Readings for about a second; none if this user may not ask. */
  static List<Sample> sample(Server server) throws InterruptedException {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < SAMPLES; i++) {
      long here = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
      long before = System.nanoTime();
      Reply reply = server.ask("TIME");
      long after = System.nanoTime();
      List<?> time = reply.items();
      if (time.size() != 2) {
        return List.of();
      }
      long there =
          Long.parseLong(String.valueOf(time.get(0))) * 1_000_000
              + Long.parseLong(String.valueOf(time.get(1)));
      samples.add(new Sample(before, after, here, there));
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    }
    return samples;
  }

  static List<Finding> judge(List<Sample> samples) {
    if (samples.isEmpty()) {
      return List.of(
          Finding.unseen(
              NAME, "TIME", "Leases rely on the rates of the two clocks, not on what they show."));
    }
    return List.of(offset(best(samples)), rate(samples));
  }

  private static Finding offset(Sample best) {
    long micros = best.there() - (best.here() + best.roundTrip() / 2_000);
    long uncertain = best.roundTrip() / 2_000;
    boolean far = Math.abs(micros) - uncertain > 1_000_000;
    Finding finding =
        Finding.of(
            NAME,
            far ? Level.NOTE : Level.OK,
            String.format(
                Locale.ROOT,
                "the server's clock is %.1f ms %s this machine's (± %.1f ms)",
                Math.abs(micros) / 1e3,
                micros < 0 ? "behind" : "ahead of",
                uncertain / 1e3),
            "Locks do not depend on it: only on the rates of the clocks. Never set the server's clock"
                + " while locks are held.");
    return far
        ? finding.advise("one of the two is wrong: see timedatectl or chronyc tracking")
        : finding;
  }

  /**
   * The rate is between two bounds: each reading of the server lies between its question and its
   * answer, whatever the network or a busy machine did.
   */
  private static Finding rate(List<Sample> samples) {
    int third = samples.size() / 3;
    Sample first = best(samples.subList(0, Math.max(1, third)));
    Sample last = best(samples.subList(samples.size() - Math.max(1, third), samples.size()));
    double here = last.middle() - first.middle();
    double ppm = ((last.there() - first.there()) * 1e3 - here) / here * 1e6;
    double uncertain = (first.roundTrip() + last.roundTrip()) / 2.0 / here * 1e6;
    String found =
        String.format(
            Locale.ROOT, "the rates of the clocks differ by %.0f ppm (± %.0f ppm)", ppm, uncertain);
    if (Math.abs(ppm) - uncertain > MOST_PPM) {
      return Finding.of(
              RATE,
              Level.WARNING,
              found,
              "Leases allow for 500 ppm. Beyond, a holder can believe in its lease after the server"
                  + " has ended it. Or somebody has just set a clock.")
          .advise("let NTP slew by 500 ppm at most (chrony: maxslewrate 500), and look again");
    }
    return Math.abs(ppm) + uncertain > MOST_PPM
        ? Finding.of(
            RATE,
            Level.OK,
            found,
            "No sign of more than the 500 ppm that leases allow for; one second over this network"
                + " cannot tell it more exactly.")
        : Finding.of(RATE, Level.OK, found, "Leases allow for 500 ppm.");
  }

  private static Sample best(List<Sample> samples) {
    Optional<Sample> best = samples.stream().min(Comparator.comparingLong(Sample::roundTrip));
    return best.orElseThrow();
  }
}
