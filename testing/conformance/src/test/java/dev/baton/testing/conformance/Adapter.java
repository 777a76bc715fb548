package dev.baton.testing.conformance;

import dev.baton.LockClient;
import dev.baton.jedis.JedisConnector;
import dev.baton.lettuce.LettuceConnector;
import dev.baton.spi.Connector;
import dev.baton.spi.ServerAddress.Node;
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
  };

  abstract Connector connector(String uri);

  abstract Connector mapped(String uri, UnaryOperator<Node> addressMap);

  LockClient connect(String uri) {
    return LockClient.builder(connector(uri)).build();
  }
}
