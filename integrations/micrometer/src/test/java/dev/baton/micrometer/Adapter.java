package dev.baton.micrometer;

import dev.baton.LockClient;
import dev.baton.LockClientBuilder;
import dev.baton.LockListener;
import dev.baton.jedis.JedisConnector;
import dev.baton.lettuce.LettuceConnector;
import dev.baton.spi.Connector;

/** The adapters that everything here runs on. */
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

  LockClient connect(String uri, LockListener... listeners) {
    LockClientBuilder builder = LockClient.builder(connector(uri));
    for (LockListener listener : listeners) {
      builder.listener(listener);
    }
    return builder.build();
  }
}
