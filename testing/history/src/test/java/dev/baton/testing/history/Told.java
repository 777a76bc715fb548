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
