package dev.baton.jedis.internal;

import dev.baton.spi.BackendFault;
import dev.baton.spi.ConnectionFault;
import dev.baton.spi.ServerError;
import redis.clients.jedis.exceptions.JedisDataException;

/** Where connections come from: a server's address, Sentinels, or a pool of the user's. */
public abstract class Source {

  /** Names the server, as {@link dev.baton.spi.Connector#target()} does. */
  public abstract String target();

  /** Whether the next connection may lead to another server. */
  public abstract boolean mayMove();

  /** Whether a server that turns out to be a replica is left, to be connected to anew. */
  public boolean leavesReplica() {
    return true;
  }

  /** Opens or borrows a connection that has just answered a PING. */
  public abstract Link connect() throws Exception;

  /**
   * Opens a connection, on the calling thread.
   *
   * @throws ServerError if the server refused it
   * @throws ConnectionFault if the server cannot be reached
   */
  public final Link open() {
    try {
      return connect();
    } catch (BackendFault e) {
      throw e;
    } catch (JedisDataException e) {
      throw new ServerError(JedisFaults.text(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw JedisFaults.unreachable(target(), e);
    } catch (Exception e) {
      throw JedisFaults.unreachable(target(), e);
    }
  }
}
