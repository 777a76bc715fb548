package dev.baton.internal.link;

import dev.baton.internal.monitor.Monitor;
import dev.baton.spi.BackendListener;

/** What the adapter tells a client; it may begin before the client is put together. */
public final class ServerEvents implements BackendListener {
  private final Inbox inbox;
  private final Monitor monitor;
  private volatile Runnable unheard = () -> {};
  private volatile Runnable reconnected = () -> {};

  /**
   * Events of a connection that is about to be opened.
   *
   * @param inbox where messages go
   * @param monitor tells of connections
   */
  public ServerEvents(Inbox inbox, Monitor monitor) {
    this.inbox = inbox;
    this.monitor = monitor;
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
    monitor.pushesRestored();
  }

  @Override
  public void onSubscriptionLost() {
    inbox.onLost();
    // Grants that are missed now are asked for when it is back, and by polls until then; but
    // nobody could be heard who wants a lock that is kept.
    unheard.run();
    monitor.pushesLost();
  }

  @Override
  public void onDisconnected() {
    monitor.commandsLost();
  }

  @Override
  public void onMoved() {
    reconnected.run();
    inbox.nudgeAll();
  }

  @Override
  public void onReconnected() {
    onMoved();
    monitor.commandsRestored();
  }
}
