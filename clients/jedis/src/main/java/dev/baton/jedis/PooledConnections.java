package dev.baton.jedis;

import dev.baton.spi.ConnectionFault;
import java.time.Duration;
import java.util.NoSuchElementException;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.util.Pool;

/** Borrows connections from a pool of the user's. */
final class PooledConnections<T> extends Source {
  /** How a connection prints its address; the method that returns it came with Jedis 8. */
  private static final Pattern ADDRESS = Pattern.compile("\\{([^{}]+:\\d+)}");

  private final Pool<T> pool;
  private final Function<T, Connection> inside;
  private final Duration timeout;
  private volatile String target = "the server of the given Jedis pool";

  PooledConnections(Pool<T> pool, Function<T, Connection> inside, Duration timeout) {
    this.pool = pool;
    this.inside = inside;
    this.timeout = timeout;
  }

  @Override
  String target() {
    return target;
  }

  /** It may be a pool that follows Sentinels, or a name that leads elsewhere after a switch. */
  @Override
  boolean mayMove() {
    return true;
  }

  @Override
  Link connect() throws Exception {
    int idle = pool.getNumIdle();
    while (true) {
      Link link = borrow();
      try {
        link.limitSilence(timeout);
        link.ping();
        link.requirePrimary(target);
        return link;
      } catch (RuntimeException e) {
        link.sever();
        link.close();
        // those that lay idle while the server was restarted are all dead; a new one may be well
        boolean dead = e instanceof JedisConnectionException && !Faults.isTimeout(e);
        if (!dead || idle-- <= 0) {
          throw e;
        }
      }
    }
  }

  private Link borrow() throws Exception {
    T borrowed;
    try {
      // not getResource, which may wait for ever
      borrowed = pool.borrowObject(timeout);
    } catch (NoSuchElementException e) {
      throw new ConnectionFault(
          "the given Jedis pool had no connection to lend: Baton keeps up to two, is its maxTotal"
              + " large enough?",
          false,
          e);
    }
    Connection connection = inside.apply(borrowed);
    Matcher address = ADDRESS.matcher(connection.toString());
    if (address.find()) {
      target = address.group(1);
    }
    int usersTimeout = connection.getSoTimeout();
    return new Link(connection, () -> giveBack(borrowed, connection, usersTimeout));
  }

  private void giveBack(T borrowed, Connection connection, int usersTimeout) {
    try {
      connection.setSoTimeout(usersTimeout);
    } catch (JedisException e) {
      // closed, which makes it a broken one
    }
    if (connection.isBroken()) {
      pool.returnBrokenResource(borrowed);
    } else {
      pool.returnResource(borrowed);
    }
  }
}
