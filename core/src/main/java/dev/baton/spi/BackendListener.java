package dev.baton.spi;

/**
 * What a {@link Backend} tells. The calls come from the adapter's own threads; they return at once
 * and never throw.
 */
public interface BackendListener {

  /** For a connection on which nothing is pushed, and whose user asks again what it has missed. */
  BackendListener DEAF =
      new BackendListener() {
        @Override
        public void onMessage(byte[] payload) {}

        @Override
        public void onResubscribed() {}

        @Override
        public void onSubscriptionLost() {}

        @Override
        public void onReconnected() {}
      };

  /**
   * A message was published to a channel that {@link Backend#subscribe} named.
   *
   * @param payload the message
   */
  void onMessage(byte[] payload);

  /**
   * The push connection was lost and is subscribed again: whatever was published in between did not
   * arrive. Not called for the first subscription.
   */
  void onResubscribed();

  /** The push connection was lost; it is being opened again. */
  void onSubscriptionLost();

  /**
   * The command connection was lost; it is being opened again. Told for information, as soon as the
   * adapter knows, which may be at the next command; never twice without {@link #onReconnected} in
   * between.
   */
  default void onDisconnected() {}

  /** The command connection was lost and is open again. */
  void onReconnected();

  /**
   * No connection was lost, but commands go elsewhere than before, as when slots of a cluster have
   * moved: what a reconnection may have cost is looked for too.
   */
  default void onMoved() {
    onReconnected();
  }

  /**
   * The server ended the subscription to a channel, or refused to renew it, as a node of a cluster
   * does whose slot has moved to another. The adapter has forgotten the channel.
   *
   * @param channel the channel's name
   */
  default void onUnsubscribed(byte[] channel) {}
}
