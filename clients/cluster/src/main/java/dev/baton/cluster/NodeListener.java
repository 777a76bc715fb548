package dev.baton.cluster;

import dev.baton.spi.BackendListener;

/** What one node's backend tells, as the books and the cluster's listener want it. */
final class NodeListener implements BackendListener {
  private final ClusterMember member;
  private final ChannelBook book;
  private final BackendListener listener;

  NodeListener(ClusterMember member, ChannelBook book, BackendListener listener) {
    this.member = member;
    this.book = book;
    this.listener = listener;
  }

  @Override
  public void onMessage(byte[] payload) {
    listener.onMessage(payload);
  }

  @Override
  public void onSubscriptionLost() {
    book.onLost(member);
  }

  @Override
  public void onResubscribed() {
    book.onRestored(member);
  }

  @Override
  public void onUnsubscribed(byte[] channel) {
    book.onEnded(member, channel);
  }

  @Override
  public void onDisconnected() {
    listener.onDisconnected();
  }

  @Override
  public void onReconnected() {
    member.onAnswer();
    listener.onReconnected();
  }
}
