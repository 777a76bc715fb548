package dev.baton.benchmarks.result;

/** What is measured. */
public enum Metric {
  LOCKS_PER_SECOND("locks/s", "", Better.MORE),
  MICROS_PER_LOCK("time per lock", "µs", Better.LESS),
  NANOS_PER_LOCK("time per lock", "ns", Better.LESS),
  COMMANDS_PER_LOCK("commands per lock", "", Better.LESS),
  SERVER_MICROS_PER_LOCK("server CPU per lock", "µs", Better.LESS),
  P50_MICROS("p50", "µs", Better.LESS),
  P99_MICROS("p99", "µs", Better.LESS),
  P999_MICROS("p99.9", "µs", Better.LESS),
  RATE("fixed rate", "/s", Better.MORE),
  HANDOVER_MICROS("median handover", "µs", Better.LESS),
  LEAST_SHARE("least share of a client", "×", Better.MORE),
  LARGEST_SHARE("largest share of a client", "×", Better.LESS),
  LEAST_THREAD_SHARE("least share of a waiter", "×", Better.MORE),
  LARGEST_THREAD_SHARE("largest share of a waiter", "×", Better.LESS),
  LONGEST_WAIT_MILLIS("longest wait", "ms", Better.LESS),
  LONGEST_ABSENCE_MILLIS("longest time without a turn, of a client", "ms", Better.LESS),
  LONGEST_TURN_MILLIS("longest turn of a client, until its last pass", "ms", Better.LESS),
  MOST_OF_OTHERS("most locks of others between two turns of a client", "", Better.LESS),
  CONNECTIONS("connections", "", Better.LESS),
  THREADS("threads of the process", "", Better.LESS),
  BYTES_EACH("heap each", "B", Better.LESS),
  SERVER_BYTES_EACH("server memory each", "B", Better.LESS),
  LOST("lost", "", Better.LESS),
  CLIENT_CPU("client CPU", "% of a core", Better.LESS),
  RENEWALS_EACH("renewals of each", "", Better.MORE),
  SERVER_CPU("server CPU", "% of a core", Better.LESS),
  COMMANDS("commands", "", Better.LESS),
  PUSHES("pushes", "", Better.LESS),
  SCRIPT_MICROS("server time of the script", "µs", Better.LESS),
  ALL_SERVED_MILLIS("until all have it", "ms", Better.LESS),
  LAG_P99_MILLIS("renewal lag p99", "ms", Better.LESS);

  private final String title;
  private final String unit;
  private final Better better;

  Metric(String title, String unit, Better better) {
    this.title = title;
    this.unit = unit;
    this.better = better;
  }

  /** Which way is good. */
  public enum Better {
    MORE,
    LESS
  }

  /** As it stands above a column. */
  public String title() {
    return unit.isEmpty() || unit.equals("×") ? title : title + ", " + unit;
  }

  /** What its figures are counted in; may be empty. */
  public String unit() {
    return unit;
  }

  /** Which way is good. */
  public Better better() {
    return better;
  }
}
