package dev.baton.jedis;

import static java.nio.charset.StandardCharsets.UTF_8;

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
  private final Settings settings;
  private final Settings forSentinels;
  private volatile List<Node> sentinels;

  SentinelConnections(ServerAddress address, Settings settings, Settings forSentinels) {
    this.address = address;
    this.name = Objects.requireNonNull(address.primaryName());
    this.settings = settings;
    this.forSentinels = forSentinels;
    this.sentinels = address.nodes();
  }

  @Override
  String target() {
    return address.target();
  }

  @Override
  boolean mayMove() {
    return true;
  }

  @Override
  Link connect() {
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
      Link link = OwnConnections.open(sentinel, forSentinels);
      try {
        answer = link.ask(Command.of("SENTINEL", "GET-MASTER-ADDR-BY-NAME", name));
      } finally {
        link.close();
      }
    } catch (JedisDataException e) {
      throw new ServerError(Faults.text(e) + " (" + which + ")");
    } catch (JedisException e) {
      throw Faults.unreachable(which, e);
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
    String which = "primary " + name + ", at " + primary + " as Sentinel says";
    @Nullable Link link = null;
    try {
      link = OwnConnections.open(primary, settings);
      link.requirePrimary(which);
      return link;
    } catch (JedisDataException e) {
      throw closing(link, new ServerError(Faults.text(e)));
    } catch (JedisException e) {
      throw closing(link, Faults.unreachable(which, e));
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
