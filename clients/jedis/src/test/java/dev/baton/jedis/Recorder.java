package dev.baton.jedis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.spi.BackendListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Writes down what a backend tells. */
final class Recorder implements BackendListener {
  static final String LOST = "lost";
  static final String RESUBSCRIBED = "resubscribed";
  static final String RECONNECTED = "reconnected";
  static final String UNSUBSCRIBED = "unsubscribed ";

  final List<String> messages = new CopyOnWriteArrayList<>();
  final List<String> events = new CopyOnWriteArrayList<>();

  @Override
  public void onMessage(byte[] payload) {
    messages.add(new String(payload, UTF_8));
  }

  @Override
  public void onResubscribed() {
    events.add(RESUBSCRIBED);
  }

  @Override
  public void onSubscriptionLost() {
    events.add(LOST);
  }

  @Override
  public void onReconnected() {
    events.add(RECONNECTED);
  }

  @Override
  public void onUnsubscribed(byte[] channel) {
    events.add(UNSUBSCRIBED + new String(channel, UTF_8));
  }
}
