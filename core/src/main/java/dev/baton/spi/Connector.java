package dev.baton.spi;

/**
 * Opens a {@link Backend}: an adapter's settings, or a client that the user already has. One
 * connector serves one lock client at a time.
 */
public interface Connector {

  /**
   * Connects, waiting for the server.
   *
   * @param listener whom to tell of messages and reconnections
   * @return the open backend
   * @throws ServerError if the server refused the connection, for instance a wrong password
   * @throws ConnectionFault if the server cannot be reached
   */
  Backend connect(BackendListener listener);

  /**
   * What all keys and channels of a lock client on this connector begin with, if its settings say
   * so.
   *
   * @return for instance {@code team1:}; empty, as by default, for nothing
   */
  default String prefix() {
    return "";
  }

  /**
   * Names the server for error messages, without user, password or other secrets.
   *
   * @return for instance {@code localhost:6379}
   */
  String target();
}
