package dev.baton.benchmarks.contestant;

/**
 * The channels of two processes that play ping-pong: whoever got the ball last may act, and
 * publishes to the other when it is done. The least that a handover over Redis can cost.
 *
 * @param own where this process listens
 * @param others where the other one listens
 * @param serves whether this process has the ball at the start
 */
record PingPongChannels(String own, String others, boolean serves) {

  static PingPongChannels of(Seat seat) {
    return new PingPongChannels(
        "ping-pong-" + seat.index(), "ping-pong-" + (1 - seat.index()), seat.index() == 0);
  }
}
