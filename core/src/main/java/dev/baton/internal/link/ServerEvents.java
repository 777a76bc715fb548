package dev.baton.internal.link;

import dev.baton.spi.BackendListener;

/** What the adapter tells a client; it may begin before the client is put together. */
public final class ServerEvents implements BackendListener {
  private final Inbox inbox;
  private volatile Runnable unheard = () -> {};
  private volatile Runnable reconnected = () -> {};

  /**
   * Events of a connection that is about to be opened.
   *
   * @param inbox where messages go
   */
  public ServerEvents(Inbox inbox) {
    this.inbox = inbox;
  }

  /**
   * From now on others hear of them too.
   *
   * @param pushesLost done when messages may be lost
   * @param connectedAgain done first after each reconnection
   */
  public void tell(Runnable pushesLost, Runnable connectedAgain) {
    unheard = pushesLost;
    reconnected = connectedAgain;
  }

  @Override
  public void onMessage(byte[] payload) {
    inbox.deliver(payload);
  }

  @Override
  public void onResubscribed() {
    inbox.onResubscribed();
  }

  @Override
  public void onSubscriptionLost() {
    inbox.onLost();
    // Grants that are missed now are asked for when it is back, and by polls until then; but
    // nobody could be heard who wants a lock that is kept.
    unheard.run();
  }

  @Override
  public void onReconnected() {
    reconnected.run();
    inbox.nudgeAll();
  }
}
