package dev.baton.jedis;

import dev.baton.spi.Connector;
import dev.baton.spi.ConnectorProvider;
import dev.baton.spi.ServerAddress;
import java.net.URI;

/** Makes this adapter known to {@code LockClient.connect}. */
public final class JedisConnectorProvider implements ConnectorProvider {

  /** Called by {@link java.util.ServiceLoader}. */
  public JedisConnectorProvider() {}

  @Override
  public String artifact() {
    return "baton-jedis";
  }

  @Override
  public int priority() {
    return 10;
  }

  @Override
  public boolean accepts(URI uri) {
    return ServerAddress.accepts(uri);
  }

  @Override
  public Connector connector(URI uri) {
    return JedisConnector.of(uri);
  }

  @Override
  public Connector connector(ServerAddress address) {
    return JedisConnector.of(address);
  }
}
