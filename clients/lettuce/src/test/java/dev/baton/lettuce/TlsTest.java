package dev.baton.lettuce;

import dev.baton.spi.Connector;
import dev.baton.spi.ServerAddress;
import dev.baton.testing.backend.Origin;
import dev.baton.testing.backend.TlsContract;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;

class TlsTest extends TlsContract {
  private final List<RedisClient> clients = new ArrayList<>();

  @Override
  protected Connector trusting(String host) {
    RedisURI uri = RedisURI.builder().withHost(host).withPort(port()).withSsl(true).build();
    SslOptions trust = SslOptions.builder().truststore(trust().toFile(), PASSWORD).build();
    RedisClient client = RedisClient.create();
    clients.add(client);
    client.setOptions(ClientOptions.builder().sslOptions(trust).build());
    return LettuceConnector.of(client, uri).withCommandTimeout(Origin.PATIENCE);
  }

  @Override
  protected Connector connector(String uri) {
    return LettuceConnector.of(uri);
  }

  @Override
  protected Connector connector(ServerAddress address) {
    return LettuceConnector.of(address);
  }

  @AfterEach
  void shutdown() {
    clients.forEach(client -> client.shutdown(0, 5, TimeUnit.SECONDS));
  }
}
