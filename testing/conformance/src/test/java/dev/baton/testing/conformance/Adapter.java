package dev.baton.testing.conformance;

import dev.baton.LockClient;
import dev.baton.jedis.JedisConnector;
import dev.baton.lettuce.LettuceConnector;
import dev.baton.spi.Connector;

/** The adapters that the contract holds for. */
enum Adapter {
  LETTUCE {
    @Override
    Connector connector(String uri) {
      return LettuceConnector.of(uri);
    }
  },
  JEDIS {
    @Override
    Connector connector(String uri) {
      return JedisConnector.of(uri);
    }
  };

  abstract Connector connector(String uri);

  LockClient connect(String uri) {
    return LockClient.builder(connector(uri)).build();
  }
}
