package dev.baton.lettuce;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.spi.Command;
import dev.baton.spi.ServerAddress.Node;
import dev.baton.testing.backend.NodeContract;
import dev.baton.testing.backend.Origin;
import dev.baton.testing.backend.Session;
import dev.baton.testing.backend.Told;
import dev.baton.testing.server.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NodeTest extends NodeContract {

  static Stream<Origin<RedisServer>> origins() {
    return Stream.of(ServerOrigin.values());
  }

  @Override
  protected Session node(RedisServer replica) {
    RedisClient client = RedisClient.create();
    Node node = new Node("127.0.0.1", replica.port());
    Connections connections = Connections.node(client, RedisURI.create(replica.uri()), node);
    Told told = new Told();
    return new Session(LettuceBackend.connect(connections, told, Origin.PATIENCE), told, client);
  }

  @ParameterizedTest
  @EnumSource
  void unsubscribe_ofWhatTheServerEndsAtThatTime_costsNoConnection(ServerOrigin origin) {
    try (Session session = subscribed(origin, "b")) {
      for (int i = 0; i < 20; i++) {
        // Lettuce may take what was said of the end of a subscription for the answer to the next
        await().ignoreExceptions().until(() -> subscribeAndTell(session, "a"));
        session.backend().submit(Command.of("CLUSTER", "DELSLOTS", SLOT_A));
        session.backend().unsubscribe(new byte[] {'a'}, true);
        other().send("PING");
        await()
            .ignoreExceptions()
            .until(() -> other().send("CLUSTER", "ADDSLOTS", SLOT_A).equals("OK"));
      }
      await().ignoreExceptions().until(() -> subscribeAndTell(session, "a"));
      await().until(() -> other().send("SPUBLISH", "a", "me").equals(1L));
      assertThat(other().send("SPUBLISH", "b", "me too")).isEqualTo(1L);
      assertThat(session.told().changes()).doesNotContain(Told.LOST);
    }
  }

  private static boolean subscribeAndTell(Session session, String channel) {
    session.backend().subscribe(channel.getBytes(UTF_8), true);
    return true;
  }
}
