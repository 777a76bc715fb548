package dev.baton.jedis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.jedis.internal.JedisFaults;
import dev.baton.jedis.internal.Link;
import dev.baton.jedis.internal.Settings;
import dev.baton.jedis.internal.Source;
import dev.baton.spi.BackendFault;
import dev.baton.spi.Command;
import dev.baton.spi.ConnectionFault;
import dev.baton.spi.ServerAddress;
import dev.baton.spi.ServerAddress.Node;
import dev.baton.spi.ServerError;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Opens connections to the primary that Sentinels name. They are asked anew for each connection, in
 * turn, the one whose answer was good last time first; an answer is good if the server that it
 * names says of itself that it is a primary.
 */
final class SentinelConnections extends Source {
  private final ServerAddress address;
  private final String name;
  private final UnaryOperator<Node> map;
  private final Settings settings;
  private final Settings forSentinels;
  private volatile List<Node> sentinels;

  /**
   * Connections to a primary.
   *
   * @param map the addresses to be connected to in the place of others
   */
  SentinelConnections(
      ServerAddress address, UnaryOperator<Node> map, Settings settings, Settings forSentinels) {
    this.address = address;
    this.map = map;
    this.name = Objects.requireNonNull(address.primaryName());
    this.settings = settings;
    this.forSentinels = forSentinels;
    this.sentinels = address.nodes();
  }

  @Override
  public String target() {
    return address.target();
  }

  @Override
  public boolean mayMove() {
    return true;
  }

  @Override
  public Link connect() {
    Set<Node> tried = new HashSet<>();
    BackendFault ofPrimary = null;
    BackendFault ofSentinel = null;
    for (Node sentinel : sentinels) {
      Node primary;
      try {
        primary = ask(sentinel);
      } catch (BackendFault e) {
        ofSentinel = e;
        continue;
      }
      if (!tried.add(primary)) {
        continue; // as the Sentinel before it said
      }
      try {
        Link link = open(primary);
        putFirst(sentinel);
        return link;
      } catch (BackendFault e) {
        ofPrimary = e;
      }
    }
    throw Objects.requireNonNull(ofPrimary != null ? ofPrimary : ofSentinel);
  }

  private Node ask(Node sentinel) {
    String which = "Sentinel " + sentinel;
    Object answer;
    try {
      Link link = OwnConnections.open(map.apply(sentinel), forSentinels);
      try {
        answer = link.ask(Command.of("SENTINEL", "GET-MASTER-ADDR-BY-NAME", name));
      } finally {
        link.close();
      }
    } catch (JedisDataException e) {
      throw JedisFaults.text(e).startsWith("ERR unknown command")
          ? new ServerError(
              "ERR "
                  + which
                  + ": a server is there and no Sentinel; connect to it with redis:// or"
                  + " rediss://")
          : new ServerError(JedisFaults.text(e) + " (" + which + ")");
    } catch (JedisException e) {
      throw JedisFaults.unreachable(which, e);
    }
    if (answer instanceof List<?> words
        && words.size() == 2
        && words.get(0) instanceof byte[] host
        && words.get(1) instanceof byte[] port) {
      return new Node(new String(host, UTF_8), Integer.parseInt(new String(port, UTF_8)));
    }
    throw new ConnectionFault(which + " knows no primary named " + name, false, null);
  }

  private Link open(Node primary) {
    Node reached = map.apply(primary);
    String which =
        "primary "
            + name
            + ", at "
            + reached
            + (reached.equals(primary) ? "" : " for " + primary)
            + " as Sentinel says (if it has another address from here, give the connector an"
            + " address map)";
    @Nullable Link link = null;
    try {
      link = OwnConnections.open(reached, settings);
      link.requirePrimary(which);
      return link;
    } catch (JedisDataException e) {
      throw closing(link, new ServerError(JedisFaults.text(e)));
    } catch (JedisException e) {
      throw closing(link, JedisFaults.unreachable(which, e));
    } catch (ConnectionFault e) {
      throw closing(link, e);
    }
  }

  private static BackendFault closing(@Nullable Link link, BackendFault fault) {
    if (link != null) {
      link.sever();
    }
    return fault;
  }

  private void putFirst(Node sentinel) {
    Set<Node> order = new LinkedHashSet<>(List.of(sentinel));
    order.addAll(sentinels);
    sentinels = List.copyOf(order);
  }
}
