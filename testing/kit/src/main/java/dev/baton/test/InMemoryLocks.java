package dev.baton.test;

import dev.baton.LockClient;
import dev.baton.spi.Connector;
import dev.baton.test.internal.MemoryServer;

/** A Redis in memory. */
public final class InMemoryLocks implements AutoCloseable {
  private final MemoryServer server = new MemoryServer();

  /** Starts one. */
  public InMemoryLocks() {}

  /**
   * Leads here.
   *
   * @return for any number of clients
   */
  public Connector connector() {
    return server.connector();
  }

  /**
   * A client.
   *
   * @return it
   */
  public LockClient client() {
    return LockClient.builder(connector()).build();
  }

  @Override
  public void close() {
    server.close();
  }
}
