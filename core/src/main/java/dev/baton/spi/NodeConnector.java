package dev.baton.spi;

import dev.baton.spi.ServerAddress.Node;

/** Opens backends to single servers, all with the same settings: to the nodes of a cluster. */
public interface NodeConnector {

  /**
   * Connects to one node, waiting for it.
   *
   * @param node where it is
   * @param listener whom to tell of its messages and reconnections
   * @return the open backend
   * @throws ServerError if the node refused the connection
   * @throws ConnectionFault if it cannot be reached
   */
  Backend connect(Node node, BackendListener listener);
}
