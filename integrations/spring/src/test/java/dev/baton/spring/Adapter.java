package dev.baton.spring;

import dev.baton.LockClient;
import dev.baton.jedis.JedisConnector;
import dev.baton.lettuce.LettuceConnector;

/** The adapters that everything here runs on. */
enum Adapter {
  LETTUCE {
    @Override
    LockClient connect(String uri) {
      return LockClient.builder(LettuceConnector.of(uri)).build();
    }
  },
  JEDIS {
    @Override
    LockClient connect(String uri) {
      return LockClient.builder(JedisConnector.of(uri)).build();
    }
  };

  abstract LockClient connect(String uri);
}
