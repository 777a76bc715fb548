package dev.baton.testing.history;

/** Operations as a test tells them: one lock, and only what matters. */
final class Told {
  static final String LOCK = "a lock, with a blank";

  private Told() {}

  /** Wanted and answered at {@code from}, and believed until {@code until}. */
  static Operation held(long fence, long from, long until) {
    return waited("c" + fence, fence, from, from, until);
  }

  static Operation waited(String client, long fence, long wanted, long from, long until) {
    return new Operation(
        LOCK,
        client,
        wanted,
        Operation.NEVER,
        from,
        Outcome.GRANTED,
        fence,
        from,
        until,
        Ending.RELEASED,
        0);
  }

  /** One who reads from {@code from} until {@code until}. */
  static Operation read(String client, long fence, long from, long until) {
    return waited(client, fence, from, from, until).inMode(Mode.READ);
  }

  /** So many permits of so many. */
  static Operation permits(int weight, int limit, long number, long from, long until) {
    return held(number, from, until).inMode(Mode.permits(weight, limit));
  }

  static Operation gaveUp(long wanted, long deadline, long answered) {
    return Operation.ungranted(LOCK, "late", wanted, deadline, answered, Outcome.TIMED_OUT);
  }

  static History history(Entry... entries) {
    History history = new History();
    for (Entry entry : entries) {
      history.add(entry);
    }
    return history;
  }
}
