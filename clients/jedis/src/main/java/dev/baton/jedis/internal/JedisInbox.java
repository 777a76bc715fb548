package dev.baton.jedis.internal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.baton.spi.BackendFault;
import dev.baton.spi.BackendListener;
import dev.baton.spi.Command;
import dev.baton.spi.ServerError;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * The connection that messages are pushed on, and the thread that reads them; both from the first
 * subscription on.
 */
public final class JedisInbox implements Runnable {
  private static final Command SUBSCRIBE = Command.of("SUBSCRIBE");

  private final Source source;
  private final JedisFaults faults;
  private final BackendListener listener;
  private final Duration silence;
  private final Runnable onLoss;
  private final JedisSubscriptions subscriptions;
  private final ReconnectBackoff backoff = new ReconnectBackoff();
  private final AtomicBoolean started = new AtomicBoolean();
  private volatile @Nullable Thread reader;

  public JedisInbox(
      Source source,
      JedisFaults faults,
      BackendListener listener,
      Duration silence,
      Runnable onLoss) {
    this.source = source;
    this.faults = faults;
    this.listener = listener;
    this.silence = silence;
    this.onLoss = onLoss;
    this.subscriptions = new JedisSubscriptions(faults);
  }

  public void subscribe(JedisChannel channel) {
    CompletableFuture<Void> answer = subscriptions.ask(channel);
    if (started.compareAndSet(false, true)) {
      Thread thread = JedisThreads.daemon("baton-jedis-inbox", this);
      reader = thread;
      thread.start();
    }
    subscriptions.await(channel, answer);
  }

  /** Whether the calling thread is the one that reads messages. */
  public boolean isReader() {
    return reader == Thread.currentThread();
  }

  /** Ends a subscription, without waiting for the server. */
  public void unsubscribe(JedisChannel channel) {
    subscriptions.giveUp(channel);
  }

  @Override
  public void run() {
    long pause = 0;
    while (subscriptions.awaitDemand(pause)) {
      Link link = null;
      BackendFault end;
      try {
        long openedAt = System.nanoTime();
        link = source.open();
        end = session(link, openedAt);
      } catch (BackendFault e) {
        end = faults.notConnected(e); // of the connection, which says nothing of subscriptions
      }
      boolean lost = subscriptions.end(end);
      if (link != null) {
        link.close();
      }
      if (lost) {
        tell(listener::onSubscriptionLost);
        onLoss.run();
      }
      pause = backoff.nextNanos();
    }
  }

  /** Subscribes a connection, and reads from it until it breaks. */
  private BackendFault session(Link link, long openedAt) {
    try {
      // the server may take its time for messages, not for confirmations
      link.limitSilence(faults.timeoutMillis());
      if (!subscriptions.begin(link, openedAt)) {
        return faults.closed(false);
      }
      pingLater(link);
      while (true) {
        receive(link);
      }
    } catch (RuntimeException | Error e) { // were this thread to die, no message would ever arrive
      return faults.unanswered(SUBSCRIBE, e);
    }
  }

  private void receive(Link link) {
    Object received;
    try {
      received = link.read();
    } catch (JedisDataException e) {
      if (!subscriptions.refuse(new ServerError(JedisFaults.text(e)))) {
        throw e;
      }
      settle(link);
      return;
    }
    if (!(received instanceof List<?> parts) || parts.size() < 2) {
      subscriptions.confirmPing(); // in the form that it has without subscriptions
      settle(link);
      return;
    }
    switch (text(parts.get(0))) {
      case "message", "smessage" -> {
        if (parts.get(2) instanceof byte[] payload) {
          tell(() -> listener.onMessage(payload));
        }
        return;
      }
      case "subscribe" -> subscriptions.confirm(new JedisChannel(text(parts.get(1)), false));
      case "ssubscribe" -> subscriptions.confirm(new JedisChannel(text(parts.get(1)), true));
      case "unsubscribe" -> subscriptions.confirmEnd(new JedisChannel(text(parts.get(1)), false));
      // also in a cluster, when the slot moves to another node
      case "sunsubscribe" -> subscriptions.confirmEnd(new JedisChannel(text(parts.get(1)), true));
      default -> subscriptions.confirmPing();
    }
    settle(link);
  }

  private void settle(Link link) {
    JedisSubscriptions.State state = subscriptions.settle();
    for (JedisChannel channel : state.ended()) {
      tell(() -> listener.onUnsubscribed(channel.bytes()));
    }
    if (state.calm()) {
      // twice: until a PING, and for its answer
      link.limitSilence(silence.multipliedBy(2));
      backoff.reset();
    }
    if (state.restored()) {
      tell(listener::onResubscribed);
    }
  }

  /**
   * Sends a PING now and then, whose reply tells a silent connection from one that is cut off. The
   * JDK's timer thread does it, for this one waits in a read, and Jedis takes a read that timed out
   * for a broken connection. Such a write cannot block: nothing else is under way.
   */
  private void pingLater(Link link) {
    CompletableFuture.delayedExecutor(silence.toMillis(), MILLISECONDS, Runnable::run)
        .execute(
            () -> {
              if (subscriptions.ping(link)) {
                pingLater(link);
              }
            });
  }

  /** Calls the listener. What it throws is its affair, and must not cost the connection. */
  private static void tell(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException e) {
      Thread thread = Thread.currentThread();
      thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
    }
  }

  private static String text(@Nullable Object word) {
    return word instanceof byte[] bytes ? new String(bytes, ISO_8859_1) : "";
  }

  /** Closes the present connection; it is opened again, perhaps to another server. */
  public void leave() {
    subscriptions.leaveIfOlderThan(System.nanoTime());
  }

  /** The same, if it was opened before that time. */
  public void leaveIfOlderThan(long nanoTime) {
    subscriptions.leaveIfOlderThan(nanoTime);
  }

  public void close() {
    subscriptions.close();
  }
}
