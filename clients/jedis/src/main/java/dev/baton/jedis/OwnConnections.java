package dev.baton.jedis;

import dev.baton.spi.ServerAddress;
import dev.baton.spi.ServerAddress.Node;
import java.nio.file.Path;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;

/** Opens connections to a server's address. */
final class OwnConnections extends Source {
  private final ServerAddress address;
  private final Settings settings;
  private final boolean leavesReplica;

  OwnConnections(ServerAddress address, Settings settings, boolean leavesReplica) {
    this.address = address;
    this.settings = settings;
    this.leavesReplica = leavesReplica;
  }

  @Override
  String target() {
    return address.target();
  }

  /** Always the same server. */
  @Override
  boolean mayMove() {
    return false;
  }

  @Override
  boolean leavesReplica() {
    return leavesReplica;
  }

  @Override
  Link connect() {
    String socket = address.socket();
    return socket == null
        ? open(address.nodes().get(0), settings)
        : ready(new Connection(() -> ChannelSocket.connect(Path.of(socket), settings), settings));
  }

  /** Opens a connection to one server. */
  static Link open(Node server, Settings settings) {
    return ready(new Connection(new HostAndPort(server.host(), server.port()), settings));
  }

  private static Link ready(Connection connection) {
    Link link = new Link(connection, connection::disconnect);
    try {
      // without a password nothing before this would notice that the server wants one
      link.ping();
      return link;
    } catch (RuntimeException e) {
      link.sever();
      throw e;
    }
  }
}
