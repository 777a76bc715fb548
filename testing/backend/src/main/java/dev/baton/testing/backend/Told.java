package dev.baton.testing.backend;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.spi.BackendListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What a backend told its listener, in order. Thread-safe; the lists grow while it tells. */
public final class Told implements BackendListener {
  /** The subscriptions were lost. */
  public static final String LOST = "lost";

  /** They are there again. */
  public static final String RESUBSCRIBED = "resubscribed";

  /** The connection for commands was lost. */
  public static final String DISCONNECTED = "disconnected";

  /** It is open again. */
  public static final String RECONNECTED = "reconnected";

  /** The server ended the subscription to the channel whose name follows. */
  public static final String UNSUBSCRIBED = "unsubscribed ";

  private final List<String> messages = new CopyOnWriteArrayList<>();
  private final List<String> changes = new CopyOnWriteArrayList<>();
  private final List<String> pushed = new CopyOnWriteArrayList<>();
  private volatile Runnable atMessage = () -> {};

  /**
   * The messages.
   *
   * @return as they came
   */
  public List<String> messages() {
    return messages;
  }

  /**
   * What happened to either connection.
   *
   * @return the words above, as they came
   */
  public List<String> changes() {
    return changes;
  }

  /**
   * What happened to the subscriptions.
   *
   * @return the changes without {@link #DISCONNECTED} and {@link #RECONNECTED}
   */
  public List<String> losses() {
    return changes.stream()
        .filter(change -> !List.of(DISCONNECTED, RECONNECTED).contains(change))
        .toList();
  }

  /**
   * Messages, and what happened to the subscriptions.
   *
   * @return both, as they came
   */
  public List<String> pushed() {
    return pushed;
  }

  /**
   * How often commands had another connection.
   *
   * @return from 0
   */
  public long reconnections() {
    return changes.stream().filter(RECONNECTED::equals).count();
  }

  /** From now on, before each message is noted, on the thread that brings it. */
  void atMessage(Runnable action) {
    atMessage = action;
  }

  @Override
  public void onMessage(byte[] payload) {
    atMessage.run();
    messages.add(new String(payload, UTF_8));
    pushed.add(new String(payload, UTF_8));
  }

  @Override
  public void onResubscribed() {
    changed(RESUBSCRIBED);
  }

  @Override
  public void onSubscriptionLost() {
    changed(LOST);
  }

  @Override
  public void onDisconnected() {
    changes.add(DISCONNECTED);
  }

  @Override
  public void onReconnected() {
    changes.add(RECONNECTED);
  }

  @Override
  public void onUnsubscribed(byte[] channel) {
    changed(UNSUBSCRIBED + new String(channel, UTF_8));
  }

  private void changed(String change) {
    pushed.add(change);
    changes.add(change);
  }
}
