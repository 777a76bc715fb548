package dev.baton.testing.conformance;

import dev.baton.LockClient;
import dev.baton.jedis.JedisConnector;
import dev.baton.lettuce.LettuceConnector;
import dev.baton.spi.Connector;
import dev.baton.spi.ServerAddress.Node;
import java.util.List;
import java.util.function.UnaryOperator;

/** The adapters that the contract holds for. */
enum Adapter {
  LETTUCE {
    @Override
    Connector connector(String uri) {
      return LettuceConnector.of(uri);
    }

    @Override
    Connector mapped(String uri, UnaryOperator<Node> addressMap) {
      return LettuceConnector.of(uri).withAddressMap(addressMap);
    }
  },
  JEDIS {
    @Override
    Connector connector(String uri) {
      return JedisConnector.of(uri);
    }

    @Override
    Connector mapped(String uri, UnaryOperator<Node> addressMap) {
      return JedisConnector.of(uri).withAddressMap(addressMap);
    }
  },
  /** The one of {@code baton-test}, which has no client of Redis, for the server in memory. */
  MEMORY {
    @Override
    Connector connector(String uri) {
      return InMemory.at(uri).connector();
    }

    @Override
    Connector mapped(String uri, UnaryOperator<Node> addressMap) {
      throw new UnsupportedOperationException("a server in memory has no address");
    }
  };

  /** Those that lead to the deployment behind the contract. */
  static List<Adapter> here() {
    return Deployment.isInMemory() ? List.of(MEMORY) : List.of(LETTUCE, JEDIS);
  }

  abstract Connector connector(String uri);

  abstract Connector mapped(String uri, UnaryOperator<Node> addressMap);

  LockClient connect(String uri) {
    return LockClient.builder(connector(uri)).build();
  }
}
