package dev.baton.jedis;

import dev.baton.jedis.internal.JedisFaults;
import dev.baton.jedis.internal.Link;
import dev.baton.jedis.internal.Source;
import dev.baton.spi.ConnectionFault;
import dev.baton.spi.ServerAddress.Node;
import java.time.Duration;
import java.util.NoSuchElementException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.util.Pool;

/** Borrows connections from a pool of the user's. */
final class PooledConnections<T> extends Source {
  /** How a connection prints its address; the method that returns it came with Jedis 8. */
  private static final Pattern ADDRESS = Pattern.compile("\\{([^{}]+:\\d+)}");

  private final Supplier<? extends Pool<T>> pools;
  private final Function<T, Connection> inside;
  private final Duration timeout;
  private final @Nullable Node node;
  private volatile String target;

  /**
   * @param pools returns the pool to borrow from now
   * @param inside the connection in what the pool lends
   * @param node the node of a cluster, primary or not, whose pool this is; otherwise null
   */
  PooledConnections(
      Supplier<? extends Pool<T>> pools,
      Function<T, Connection> inside,
      Duration timeout,
      @Nullable Node node) {
    this.pools = pools;
    this.inside = inside;
    this.timeout = timeout;
    this.node = node;
    this.target = node == null ? "the server of the given Jedis pool" : node.toString();
  }

  @Override
  public String target() {
    return target;
  }

  /** It may be a pool that follows Sentinels, or a name that leads elsewhere after a switch. */
  @Override
  public boolean mayMove() {
    return node == null;
  }

  @Override
  public boolean leavesReplica() {
    return node == null;
  }

  @Override
  public Link connect() throws Exception {
    Pool<T> pool = pools.get();
    int idle = pool.getNumIdle();
    while (true) {
      Link link = borrow(pool);
      try {
        link.limitSilence(timeout);
        link.ping();
        if (node == null) {
          link.requirePrimary(target);
        }
        return link;
      } catch (RuntimeException e) {
        link.sever();
        link.close();
        // those that lay idle while the server was restarted are all dead; a new one may be well
        boolean dead = e instanceof JedisConnectionException && !JedisFaults.isTimeout(e);
        if (!dead || idle-- <= 0) {
          throw e;
        }
      }
    }
  }

  private Link borrow(Pool<T> pool) throws Exception {
    T borrowed;
    try {
      // not getResource, which may wait for ever
      borrowed = pool.borrowObject(timeout);
    } catch (NoSuchElementException e) {
      throw new ConnectionFault(
          "the given Jedis pool had no connection to lend: Baton keeps up to two, three of a"
              + " cluster's node; is its maxTotal large enough?",
          false,
          e);
    }
    Connection connection = inside.apply(borrowed);
    Matcher address = ADDRESS.matcher(connection.toString());
    if (node == null && address.find()) {
      target = address.group(1);
    }
    int usersTimeout = connection.getSoTimeout();
    return new Link(connection, () -> giveBack(pool, borrowed, connection, usersTimeout), null);
  }

  private void giveBack(Pool<T> pool, T borrowed, Connection connection, int usersTimeout) {
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
