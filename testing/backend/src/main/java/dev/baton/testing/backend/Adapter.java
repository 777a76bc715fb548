package dev.baton.testing.backend;

import dev.baton.LockClient;
import dev.baton.LockClientBuilder;
import dev.baton.LockListener;
import dev.baton.spi.Connector;
import dev.baton.spi.ConnectorProvider;
import java.net.URI;
import java.util.ServiceLoader;

/** The adapters that an integration is tested on; a module that uses one depends on it. */
public enum Adapter {
  /** That of {@code baton-lettuce}. */
  LETTUCE("baton-lettuce"),
  /** That of {@code baton-jedis}. */
  JEDIS("baton-jedis");

  private final String artifact;

  Adapter(String artifact) {
    this.artifact = artifact;
  }

  /**
   * Prepares a connection by this adapter; nothing is opened yet.
   *
   * @param uri a server's address
   * @return what opens it
   * @throws java.util.NoSuchElementException if the module's tests do not have the adapter
   */
  public Connector connector(String uri) {
    return ServiceLoader.load(ConnectorProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(provider -> provider.artifact().equals(artifact))
        .findFirst()
        .orElseThrow()
        .connector(URI.create(uri));
  }

  /**
   * Connects by this adapter; blocks until the server has answered.
   *
   * @param uri a server's address
   * @param listeners are told of the client's locks
   * @return a client, to be closed
   */
  public LockClient connect(String uri, LockListener... listeners) {
    LockClientBuilder builder = LockClient.builder(connector(uri));
    for (LockListener listener : listeners) {
      builder.listener(listener);
    }
    return builder.build();
  }
}
