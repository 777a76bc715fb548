package dev.baton.benchmarks.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whose a command counts. */
class ClientSharesTest {
  private static final ClientShares SHARES = new ClientShares(Map.of("pubsub", 0.0, "get", 0.25));

  @Test
  void command_seen_countsByItsPart() {
    assertThat(SHARES.of("get")).isEqualTo(0.25);
  }

  @Test
  void command_withASecondWord_countsByItsFirst() {
    assertThat(SHARES.of("pubsub|shardnumsub")).isZero();
  }

  @Test
  void command_notSeen_isTheClients() {
    assertThat(SHARES.of("zadd")).isEqualTo(1);
  }

  @Test
  void command_ofTheHarness_isNoClients() {
    assertThat(SHARES.of("client|list")).isZero();
  }
}
