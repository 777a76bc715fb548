package dev.baton.lettuce;

import dev.baton.spi.Connector;
import dev.baton.spi.ConnectorProvider;
import dev.baton.spi.ServerAddress;
import java.net.URI;

/** Makes this adapter known to {@code LockClient.connect}. */
public final class LettuceConnectorProvider implements ConnectorProvider {

  /** Called by {@link java.util.ServiceLoader}. */
  public LettuceConnectorProvider() {}

  @Override
  public String artifact() {
    return "baton-lettuce";
  }

  @Override
  public int priority() {
    return 20;
  }

  @Override
  public boolean accepts(URI uri) {
    return ServerAddress.accepts(uri);
  }

  @Override
  public Connector connector(URI uri) {
    return LettuceConnector.of(uri);
  }

  @Override
  public Connector connector(ServerAddress address) {
    return LettuceConnector.of(address);
  }
}
