package dev.baton.testing.faults.worker;

import dev.baton.LockClient;
import dev.baton.jedis.JedisConnector;
import dev.baton.lettuce.LettuceConnector;
import dev.baton.spi.Connector;

/** The adapters, by turns. */
public enum Adapter {
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

  /** Connects, under a name that its owner tokens begin with. */
  public LockClient connect(String uri, String name) {
    return LockClient.builder(connector(uri)).application(name).build();
  }

  /** That of the n-th worker. */
  public static Adapter ofNumber(int number) {
    return values()[number % values().length];
  }
}
