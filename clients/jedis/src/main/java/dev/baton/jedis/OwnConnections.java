package dev.baton.jedis;

import dev.baton.jedis.internal.Link;
import dev.baton.jedis.internal.Settings;
import dev.baton.jedis.internal.Source;
import dev.baton.jedis.internal.Wire;
import dev.baton.spi.ServerAddress;
import dev.baton.spi.ServerAddress.Node;
import java.nio.file.Path;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

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
  public String target() {
    return address.target();
  }

  /** Always the same server. */
  @Override
  public boolean mayMove() {
    return false;
  }

  @Override
  public boolean leavesReplica() {
    return leavesReplica;
  }

  @Override
  public Link connect() {
    String socket = address.socket();
    return socket == null
        ? open(address.nodes().get(0), settings)
        : open(Wire.to(Path.of(socket), settings), settings);
  }

  /** Opens a connection to one server. */
  static Link open(Node server, Settings settings) {
    return open(Wire.to(server, settings), settings);
  }

  private static Link open(Wire wire, Settings settings) {
    Link link = null;
    try {
      Connection connection = new Connection(wire, settings);
      link = new Link(connection, connection::disconnect, wire);
      // without a password nothing before this would notice that the server wants one
      link.ping();
      return link;
    } catch (RuntimeException e) {
      if (link != null) {
        link.sever();
      }
      String words = wire.lastWords();
      // Jedis passes over an error that the server sent before it closed
      throw e instanceof JedisConnectionException && words != null
          ? new JedisDataException(words, e)
          : e;
    }
  }
}
