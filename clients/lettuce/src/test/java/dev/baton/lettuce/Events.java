package dev.baton.lettuce;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.spi.BackendListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What a backend told, in order. */
final class Events implements BackendListener {
  static final String LOST = "lost";
  static final String RESUBSCRIBED = "resubscribed";
  static final String RECONNECTED = "reconnected";
  static final String UNSUBSCRIBED = "unsubscribed ";

  private final List<String> messages = new CopyOnWriteArrayList<>();
  private final List<String> changes = new CopyOnWriteArrayList<>();

  List<String> messages() {
    return messages;
  }

  List<String> changes() {
    return changes;
  }

  @Override
  public void onMessage(byte[] payload) {
    messages.add(new String(payload, UTF_8));
  }

  @Override
  public void onResubscribed() {
    changes.add(RESUBSCRIBED);
  }

  @Override
  public void onSubscriptionLost() {
    changes.add(LOST);
  }

  @Override
  public void onReconnected() {
    changes.add(RECONNECTED);
  }

  @Override
  public void onUnsubscribed(byte[] channel) {
    changes.add(UNSUBSCRIBED + new String(channel, UTF_8));
  }
}
