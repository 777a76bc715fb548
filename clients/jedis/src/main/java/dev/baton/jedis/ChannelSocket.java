package dev.baton.jedis;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * A Unix socket in the shape that Jedis wants: the JDK has such sockets as channels only. One
 * thread reads and one writes, and a read ends at the timeout.
 */
@SuppressWarnings(
    "UnsynchronizedOverridesSynchronized") // nothing here needs it, the channel is safe
final class ChannelSocket extends Socket {
  private final SocketChannel channel;
  private final Selector readable;
  private final Selector writable;
  private volatile int timeoutMillis;

  private ChannelSocket(SocketChannel channel, int timeoutMillis) throws IOException {
    this.channel = channel;
    this.timeoutMillis = timeoutMillis;
    channel.configureBlocking(false);
    readable = Selector.open();
    writable = Selector.open();
    channel.register(readable, SelectionKey.OP_READ);
    channel.register(writable, SelectionKey.OP_WRITE);
  }

  static Socket connect(Path path, Settings settings) {
    SocketChannel channel = null;
    try {
      channel = SocketChannel.open(UnixDomainSocketAddress.of(path));
      return new ChannelSocket(channel, settings.getSocketTimeoutMillis());
    } catch (IOException e) {
      closeQuietly(channel);
      throw new JedisConnectionException("no connection to " + path, e);
    }
  }

  private static void closeQuietly(@Nullable SocketChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      // what cannot be closed is of no use either
    }
  }

  @Override
  public InputStream getInputStream() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
        long start = System.nanoTime();
        int count;
        while ((count = channel.read(buffer)) == 0) {
          await(readable, start);
        }
        return count;
      }
    };
  }

  @Override
  public OutputStream getOutputStream() {
    return new OutputStream() {
      @Override
      public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
        long start = System.nanoTime();
        while (buffer.hasRemaining()) {
          if (channel.write(buffer) == 0) {
            await(writable, start);
          }
        }
      }
    };
  }

  private void await(Selector selector, long start) throws IOException {
    long limit = timeoutMillis;
    long left = limit - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    if (limit > 0 && left <= 0) {
      throw new SocketTimeoutException("Read timed out");
    }
    try {
      selector.select(limit > 0 ? left : 0);
      selector.selectedKeys().clear();
    } catch (ClosedSelectorException e) {
      throw new SocketException("Socket closed");
    }
  }

  @Override
  public void setSoTimeout(int millis) {
    timeoutMillis = millis;
  }

  @Override
  public int getSoTimeout() {
    return timeoutMillis;
  }

  @Override
  public boolean isBound() {
    return true;
  }

  @Override
  public boolean isConnected() {
    return true;
  }

  @Override
  public boolean isClosed() {
    return !channel.isOpen();
  }

  @Override
  public void close() throws IOException {
    channel.close();
    readable.close();
    writable.close();
  }
}
