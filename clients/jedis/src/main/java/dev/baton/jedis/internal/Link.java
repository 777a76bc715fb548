package dev.baton.jedis.internal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.baton.spi.Command;
import dev.baton.spi.ConnectionFault;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * One open connection. At any time one thread writes and one thread reads; {@link #sever} may come
 * from a third, but not while another writes.
 *
 * <p>After any failure other than an error reply a link is of no use and must be closed: a Jedis
 * connection whose socket is closed opens another one by itself on the next command, without
 * password and on database 0.
 */
public final class Link {
  private static final Command ROLE = Command.of("ROLE");

  /** A server closes what is idle after one second at the earliest. */
  private static final long LONG_REST_NANOS = TimeUnit.MILLISECONDS.toNanos(900);

  /** One that answered less than this ago is taken to be open still: it is not worth a look. */
  private static final long SHORT_REST_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private static final byte[] PRIMARY = "master".getBytes(US_ASCII);

  private final Connection connection;
  private final Runnable giveBack;
  private final @Nullable Wire wire;
  private final Words words = new Words();
  private int silenceMillis;
  private long restsSince = System.nanoTime();
  private volatile boolean severed;

  /**
   * @param wire what it runs over; null if that cannot be looked at
   */
  public Link(Connection connection, Runnable giveBack, @Nullable Wire wire) {
    this.connection = connection;
    this.giveBack = giveBack;
    this.wire = wire;
    this.silenceMillis = connection.getSoTimeout();
  }

  /**
   * Whether the server has closed it while it rested, so that nothing is to be written to it. Looks
   * without waiting; at a connection that cannot be looked at it asks the server, if that may have
   * found it idle for too long.
   */
  public boolean isGone(int timeoutMillis) {
    long rest = System.nanoTime() - restsSince;
    if (wire != null) {
      return rest >= SHORT_REST_NANOS && wire.isGone();
    }
    if (rest < LONG_REST_NANOS) {
      return false;
    }
    try {
      limitSilence(timeoutMillis);
      ping();
      restsSince = System.nanoTime();
      return false;
    } catch (JedisDataException e) {
      return false; // an answer all the same
    } catch (JedisException e) {
      return true;
    }
  }

  /** Sets how long a read may wait. */
  public void limitSilence(Duration limit) {
    limitSilence(Math.toIntExact(limit.toMillis()));
  }

  public void limitSilence(int millis) {
    if (millis != silenceMillis) {
      connection.setSoTimeout(millis);
      silenceMillis = millis;
    }
  }

  /** Puts a command into the buffer, which is sent whenever it is full. */
  public void write(Command command) {
    if (severed) {
      throw new JedisConnectionException("the connection is closed");
    }
    connection.sendCommand(words.of(command));
  }

  public void flush() {
    // the public way to flush: of zero replies
    connection.getMany(0);
  }

  /**
   * Waits for the next reply, or message.
   *
   * @return the reply as {@link dev.baton.spi.Backend} wants it
   */
  @Nullable Object read() {
    Object reply = connection.getUnflushedObject();
    rest();
    return Replies.plain(reply);
  }

  private void rest() {
    restsSince = System.nanoTime();
  }

  /** {@link #flush} and {@link #read}. */
  @Nullable Object flushAndRead() {
    Object reply = connection.getOne();
    rest();
    return Replies.plain(reply);
  }

  public void ping() {
    connection.ping();
  }

  /** Sends a command and waits for its reply. */
  public @Nullable Object ask(Command command) {
    write(command);
    return flushAndRead();
  }

  /**
   * Asks the server whether it is a primary. One that refuses to say passes for one: a replica
   * refuses all that Baton writes.
   *
   * @throws ConnectionFault if it is a replica
   */
  public void requirePrimary(String which) {
    Object reply;
    try {
      reply = ask(ROLE);
    } catch (JedisDataException e) {
      return;
    }
    if (reply instanceof List<?> words
        && !words.isEmpty()
        && words.get(0) instanceof byte[] role
        && !Arrays.equals(role, PRIMARY)) {
      throw new ConnectionFault(which + " is a replica, or has just become one", false, null);
    }
  }

  /** Ends the connection at once: a thread that waits in a read gets an exception. */
  public void sever() {
    severed = true;
    try {
      connection.setSoTimeout(1); // the JDK's TLS reads on for that long when it closes a socket
    } catch (JedisException e) {
      // closed already
    }
    try {
      connection.forceDisconnect();
    } catch (IOException e) {
      // what cannot be closed is of no use either
    }
  }

  /** Closes the connection, or gives it back to the pool. */
  public void close() {
    try {
      giveBack.run();
    } catch (JedisException | IllegalStateException e) {
      // a server that is gone, a pool that the user closed first: there is nothing left to close
    }
  }
}
