package dev.baton.cli.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.cli.base.ExitCode;
import dev.baton.cli.base.Failure;
import dev.baton.spi.Backend;
import dev.baton.spi.BackendFault;
import dev.baton.spi.BackendListener;
import dev.baton.spi.Command;
import dev.baton.spi.ConnectorProvider;
import dev.baton.spi.ServerError;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A server that can be asked anything, past the locks. */
public final class Server implements AutoCloseable {
  private final Messages messages = new Messages();
  private final Backend backend;

  private Server(URI uri) {
    ConnectorProvider adapter =
        ServiceLoader.load(ConnectorProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(provider -> provider.accepts(uri))
            .max(Comparator.comparingInt(ConnectorProvider::priority))
            .orElseThrow();
    backend = adapter.connector(uri).connect(messages);
  }

  /**
   * Connects.
   *
   * @param url an address that a lock client has been connected to before
   * @throws Failure if the server is gone, or takes no second connection
   */
  public static Server connect(String url) {
    try {
      return new Server(URI.create(url));
    } catch (BackendFault fault) {
      throw lost(fault);
    }
  }

  /**
   * Asks.
   *
   * @throws Failure if no answer comes
   */
  public Reply ask(String... words) {
    return ask(backend, words);
  }

  private static Reply ask(Backend asked, String... words) {
    try {
      return Reply.of(asked.execute(Command.of(words)));
    } catch (ServerError error) {
      return new Reply.Refused(error.message());
    } catch (BackendFault fault) {
      throw lost(fault);
    }
  }

  /** Asks each primary of a cluster, or the one server. */
  public List<Reply> askAll(String... words) {
    List<Reply> replies = new ArrayList<>();
    for (Backend primary : backend.primaries()) {
      replies.add(ask(primary, words));
    }
    return replies;
  }

  /** Whether it is a cluster, of which {@link #ask} asks any. */
  public boolean isCluster() {
    return backend.isCluster();
  }

  /** Subscribes to a channel; the reply has no value. */
  public Reply subscribe(String channel, boolean sharded) {
    try {
      backend.subscribe(channel.getBytes(UTF_8), sharded);
      return Reply.of(null);
    } catch (ServerError error) {
      return new Reply.Refused(error.message());
    } catch (BackendFault fault) {
      throw lost(fault);
    }
  }

  /** Whether a message with this text is pushed before the time is over. */
  public boolean hears(String text, Duration within) throws InterruptedException {
    long deadline = System.nanoTime() + within.toNanos();
    while (true) {
      String heard = messages.queue.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (heard == null || heard.equals(text)) {
        return heard != null;
      }
    }
  }

  @Override
  public void close() {
    backend.close();
  }

  private static Failure lost(BackendFault fault) {
    return new Failure(
        ExitCode.UNAVAILABLE,
        Objects.requireNonNullElse(fault.getMessage(), "the connection was lost"),
        fault);
  }

  private static final class Messages implements BackendListener {
    final BlockingQueue<String> queue = new LinkedBlockingQueue<>();

    @Override
    public void onMessage(byte[] payload) {
      queue.add(new String(payload, UTF_8));
    }

    @Override
    public void onResubscribed() {}

    @Override
    public void onSubscriptionLost() {}

    @Override
    public void onReconnected() {}
  }
}
