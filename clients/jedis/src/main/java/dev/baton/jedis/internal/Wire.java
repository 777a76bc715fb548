package dev.baton.jedis.internal;

import dev.baton.spi.ServerAddress.Node;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.JedisSocketFactory;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** Opens the socket of one connection, and looks at it from below. */
public final class Wire implements JedisSocketFactory {
  private final @Nullable Node server;
  private final @Nullable Path path;
  private final Settings settings;
  private volatile @Nullable ChannelSocket socket;

  private Wire(@Nullable Node server, @Nullable Path path, Settings settings) {
    this.server = server;
    this.path = path;
    this.settings = settings;
  }

  public static Wire to(Node server, Settings settings) {
    return new Wire(server, null, settings);
  }

  public static Wire to(Path path, Settings settings) {
    return new Wire(null, path, settings);
  }

  @Override
  public Socket createSocket() {
    try {
      ChannelSocket opened =
          server == null
              ? socket(SocketChannel.open(UnixDomainSocketAddress.of(path)))
              : connect(server);
      socket = opened;
      return server != null && settings.isSsl() ? encrypted(opened, server) : opened;
    } catch (IOException e) {
      throw new JedisConnectionException("no connection to " + (server == null ? path : server), e);
    }
  }

  /** Whether the other end has closed it. Does not wait. */
  public boolean isGone() {
    ChannelSocket opened = socket;
    return opened != null && opened.isGone();
  }

  /** What the server said last, if that was an error. */
  public @Nullable String lastWords() {
    ChannelSocket opened = socket;
    return opened == null || settings.isSsl() ? null : opened.lastWords();
  }

  private ChannelSocket socket(SocketChannel connected) throws IOException {
    try {
      return new ChannelSocket(connected, settings.getSocketTimeoutMillis());
    } catch (IOException e) {
      connected.close();
      throw e;
    }
  }

  /** To the first address of the host that answers. */
  private ChannelSocket connect(Node to) throws IOException {
    IOException failure = new UnknownHostException(to.host());
    for (InetAddress address : InetAddress.getAllByName(to.host())) {
      SocketChannel channel = SocketChannel.open();
      try {
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        channel.setOption(StandardSocketOptions.SO_LINGER, 0); // what was not sent never is
        channel.configureBlocking(false);
        connect(channel, new InetSocketAddress(address, to.port()));
        return socket(channel);
      } catch (IOException e) {
        channel.close();
        failure = e;
      }
    }
    throw failure;
  }

  private void connect(SocketChannel channel, InetSocketAddress address) throws IOException {
    if (channel.connect(address)) {
      return;
    }
    boolean interrupted = false;
    long start = System.nanoTime();
    try (Selector connectable = Selector.open()) {
      channel.register(connectable, SelectionKey.OP_CONNECT);
      while (!channel.finishConnect()) {
        long left = settings.getConnectionTimeoutMillis() - (System.nanoTime() - start) / 1_000_000;
        if (left <= 0) {
          throw new SocketTimeoutException("Connect timed out");
        }
        interrupted |= Thread.interrupted();
        connectable.select(left);
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private Socket encrypted(ChannelSocket plain, Node to) throws IOException {
    SSLSocketFactory trust = settings.getSslSocketFactory();
    SSLSocketFactory factory =
        trust == null ? (SSLSocketFactory) SSLSocketFactory.getDefault() : trust;
    try {
      SSLSocket encrypted =
          (SSLSocket) factory.createSocket(plain, to.host(), to.port(), /* autoClose= */ true);
      SSLParameters parameters = settings.getSslParameters();
      encrypted.setSSLParameters(parameters);
      return encrypted;
    } catch (IOException | RuntimeException e) {
      plain.close();
      throw e;
    }
  }
}
