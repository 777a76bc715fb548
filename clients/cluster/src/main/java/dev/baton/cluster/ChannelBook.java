package dev.baton.cluster;

import dev.baton.spi.BackendListener;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which channels are subscribed at which node. It tells the listener when the first goes missing,
 * and when none is missing any more, in that order and without its lock.
 */
final class ChannelBook {
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<ByteBuffer, Subscription> channels = new HashMap<>();
  private final Queue<Consumer<BackendListener>> untold = new ConcurrentLinkedQueue<>();
  private final AtomicInteger telling = new AtomicInteger();
  private final BackendListener listener;
  private final RefreshSignal signal;
  private int missing;

  ChannelBook(BackendListener listener, RefreshSignal signal) {
    this.listener = listener;
    this.signal = signal;
  }

  /** Does something with the books, then tells what came of it. */
  <T extends @Nullable Object> T locked(Supplier<T> action) {
    lock.lock();
    try {
      return action.get();
    } finally {
      lock.unlock();
      tell();
    }
  }

  /** A channel's subscription; null if there is none. Under the lock. */
  @Nullable Subscription find(byte[] channel) {
    return channels.get(ByteBuffer.wrap(channel));
  }

  /** Adds one. Under the lock. */
  void add(Subscription subscription) {
    channels.put(ByteBuffer.wrap(subscription.channel()), subscription);
  }

  /** Removes one. Under the lock. */
  void remove(Subscription subscription) {
    channels.remove(ByteBuffer.wrap(subscription.channel()), subscription);
  }

  /** Changes one, and notes whether it goes missing or is back by that. Under the lock. */
  void change(Subscription subscription, Consumer<Subscription> change) {
    boolean before = subscription.isMissing();
    change.accept(subscription);
    boolean after = subscription.isMissing();
    if (after && !before && missing++ == 0) {
      untold.add(BackendListener::onSubscriptionLost);
    }
    if (before && !after && --missing == 0) {
      untold.add(BackendListener::onResubscribed);
    }
  }

  private void tell() {
    if (untold.isEmpty() || telling.getAndIncrement() > 0) {
      return; // whoever tells looks once more
    }
    do {
      for (var next = untold.poll(); next != null; next = untold.poll()) {
        next.accept(listener);
      }
    } while (telling.decrementAndGet() > 0);
  }

  /** Whether messages should arrive and do not. */
  boolean isMissingAny() {
    return locked(() -> missing > 0);
  }

  /** A node has lost its push connection, and opens it again. */
  void onLost(ClusterMember member) {
    changeAllAt(member, each -> each.silent = true);
    signal.raise();
  }

  /** A node has its channels back. */
  void onRestored(ClusterMember member) {
    changeAllAt(member, each -> each.silent = false);
  }

  /** A node has ended a subscription. */
  void onEnded(ClusterMember member, byte[] channel) {
    locked(
        () -> {
          Subscription ended = find(channel);
          if (ended != null && ended.at == member) {
            change(ended, Subscription::forget);
          }
          return null;
        });
    signal.raise();
  }

  private void changeAllAt(ClusterMember member, Consumer<Subscription> change) {
    locked(
        () -> {
          channels.values().stream()
              .filter(each -> each.at == member)
              .forEach(each -> change(each, change));
          return null;
        });
  }

  /**
   * Those that are not where they belong, also if somebody brings them there. They are missing from
   * here on.
   *
   * @param owner the primary of a slot
   */
  List<Subscription> misplaced(IntFunction<@Nullable ClusterMember> owner) {
    return locked(
        () -> {
          List<Subscription> found = new ArrayList<>();
          for (Subscription each : channels.values()) {
            if (each.wanted && each.established && each.at != owner.apply(each.slot())) {
              change(each, moved -> moved.confirmed = false);
            }
            if (each.wanted && each.established && !each.confirmed) {
              found.add(each);
            }
          }
          return found;
        });
  }
}
