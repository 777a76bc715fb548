package dev.baton.spi;

import java.net.URI;

/**
 * Makes an adapter known to {@code LockClient.connect} by {@link java.util.ServiceLoader}. Where
 * several are present the one with the highest {@link #priority()} that accepts the URI is used.
 */
public interface ConnectorProvider {

  /**
   * The adapter's artifact, for messages.
   *
   * @return for instance {@code baton-lettuce}
   */
  String artifact();

  /**
   * Which adapter wins when several accept a URI.
   *
   * @return the larger the sooner
   */
  int priority();

  /**
   * Whether this adapter understands the URI's scheme.
   *
   * @param uri a server's address
   * @return whether {@link #connector} takes it
   */
  boolean accepts(URI uri);

  /**
   * Prepares a connection; nothing is opened yet.
   *
   * @param uri a server's address, accepted by {@link #accepts}
   * @return what opens it
   * @throws IllegalArgumentException if the URI is malformed; says how, without the password
   */
  Connector connector(URI uri);

  /**
   * Prepares a connection; nothing is opened yet.
   *
   * @param address where the server is and how to connect to it
   * @return what opens it
   * @throws IllegalArgumentException if this adapter cannot do what the address wants; says what
   */
  Connector connector(ServerAddress address);
}
