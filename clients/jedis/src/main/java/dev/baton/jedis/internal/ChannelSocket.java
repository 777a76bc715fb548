package dev.baton.jedis.internal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A channel in the shape that Jedis wants, for two things that the JDK's sockets do not do: to be a
 * Unix socket, and to tell without waiting whether the other end has closed. One thread reads and
 * one writes, and a read ends at the timeout.
 */
@SuppressWarnings(
    "UnsynchronizedOverridesSynchronized") // nothing here needs it, the channel is safe
public final class ChannelSocket extends Socket {
  /** An error line of a server is shorter. */
  private static final int MOST_OF_LAST_WORDS = 512;

  private final SocketChannel channel;
  private final Selector readable;
  private final Selector writable;
  private volatile int timeoutMillis;

  /** What came while nobody read. */
  private ByteBuffer ahead = ByteBuffer.allocate(0);

  /** The end of what was read last. */
  private byte[] last = {};

  /** Wraps a channel that is connected. */
  public ChannelSocket(SocketChannel channel, int timeoutMillis) throws IOException {
    this.channel = channel;
    this.timeoutMillis = timeoutMillis;
    channel.configureBlocking(false);
    readable = Selector.open();
    writable = Selector.open();
    channel.register(readable, SelectionKey.OP_READ);
    channel.register(writable, SelectionKey.OP_WRITE);
  }

  /**
   * Whether the other end has closed, or broken, the connection. Does not wait. For whoever would
   * read or write.
   */
  public boolean isGone() {
    try {
      while (true) {
        ByteBuffer more = ByteBuffer.allocate(MOST_OF_LAST_WORDS);
        int count = channel.read(more);
        if (count <= 0) {
          return count < 0;
        }
        note(more.array(), 0, count);
        ByteBuffer all = ByteBuffer.allocate(ahead.remaining() + count);
        ahead = all.put(ahead).put(more.flip()).flip();
      }
    } catch (IOException e) {
      return true;
    }
  }

  /** The error that the server sent last of all, such as why it closed; null if it sent another. */
  @Nullable String lastWords() {
    String text = new String(last, ISO_8859_1);
    int end = text.lastIndexOf("\r\n");
    if (end < 0 || end + 2 < text.length()) {
      return null;
    }
    int begin = text.lastIndexOf("\r\n", end - 1);
    String line = text.substring(begin < 0 ? 0 : begin + 2, end);
    return line.startsWith("-") ? line.substring(1) : null;
  }

  private void note(byte[] bytes, int offset, int count) {
    int from = Math.max(offset, offset + count - MOST_OF_LAST_WORDS);
    last = Arrays.copyOfRange(bytes, from, offset + count);
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
        if (ahead.hasRemaining()) {
          int count = Math.min(length, ahead.remaining());
          ahead.get(bytes, offset, count);
          return count;
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
        long start = System.nanoTime();
        int count;
        do {
          await(readable, start); // first, since an answer takes longer than it does to ask for it
          count = channel.read(buffer);
        } while (count == 0);
        if (count > 0 && bytes[offset + count - 1] == '\n' && bytes[offset] == '-') {
          note(bytes, offset, count);
        } else if (count > 0 && last.length > 0) {
          last = new byte[0];
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

  /** Waits until something can be done; an interrupt does not end the wait, and is kept. */
  private void await(Selector selector, long start) throws IOException {
    long limit = timeoutMillis;
    long left = limit - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    if (limit > 0 && left <= 0) {
      throw new SocketTimeoutException("Read timed out");
    }
    boolean interrupted = Thread.interrupted(); // with one, select would not wait
    try {
      selector.select(limit > 0 ? left : 0);
      interrupted |= Thread.interrupted();
      selector.selectedKeys().clear();
    } catch (ClosedSelectorException e) {
      throw new SocketException("Socket closed");
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
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
