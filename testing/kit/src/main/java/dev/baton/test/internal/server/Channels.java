package dev.baton.test.internal.server;

/** Whom a server publishes to. */
public interface Channels {

  /**
   * A message is published.
   *
   * @param channel where
   * @param sharded by {@code SPUBLISH}
   * @param message what
   * @return how many connections of the server hear it
   */
  int publish(String channel, boolean sharded, String message);

  /**
   * Who listens.
   *
   * @param channel where
   * @param sharded by {@code SSUBSCRIBE}
   * @return how many connections of the server do
   */
  int listeners(String channel, boolean sharded);
}
