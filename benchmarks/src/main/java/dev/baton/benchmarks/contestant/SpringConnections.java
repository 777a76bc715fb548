package dev.baton.benchmarks.contestant;

import java.net.URI;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** Spring's connections, as Spring Boot would make them: Lettuce, one shared connection. */
final class SpringConnections {
  private SpringConnections() {}

  static LettuceConnectionFactory open(String uri) {
    URI server = URI.create(uri);
    LettuceConnectionFactory factory =
        new LettuceConnectionFactory(
            new RedisStandaloneConfiguration(server.getHost(), server.getPort()));
    factory.afterPropertiesSet();
    factory.start();
    return factory;
  }
}
