package dev.baton.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.server.Reply;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of settings, from planted answers to INFO and CONFIG GET. */
class SettingsFindingsTest {
  private static final Facts NOTHING_SEEN = new Facts(Map.of(), Map.of());

  private static Facts config(String... pairs) {
    return new Facts(Map.of(), map(pairs));
  }

  private static Map<String, String> map(String... pairs) {
    Map<String, String> map = new HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put(pairs[i], pairs[i + 1]);
    }
    return map;
  }

  @Test
  void info_withSectionsAndColons_isRead() {
    assertThat(Facts.read("# Server\r\nredis_version:7.0.15\r\n\r\nos:Linux: 6\r\nnonsense\r\n"))
        .isEqualTo(Map.of("redis_version", "7.0.15", "os", "Linux: 6"));
  }

  @ParameterizedTest
  @CsvSource({
    "noeviction, 0, OK",
    "allkeys-lru, 0, NOTE",
    "noeviction, 1000000, OK",
    "allkeys-lru, 1000000, DANGER",
    "allkeys-random, 1000000, DANGER",
    "volatile-ttl, 1000000, WARNING"
  })
  void eviction_byPolicyAndLimit_isAsBadAsItIs(String policy, String limit, Level level) {
    Finding finding = Eviction.judge(config("maxmemory-policy", policy, "maxmemory", limit));

    assertThat(finding.level()).isEqualTo(level);
    if (level != Level.OK) {
      assertThat(finding.advice()).contains("maxmemory-policy noeviction");
    }
  }

  @ParameterizedTest
  @CsvSource({"899000, OK", "900000, WARNING", "1000001, WARNING"})
  void eviction_nearlyFull_isAWarning(String used, Level level) {
    Facts facts =
        new Facts(
            map("used_memory", used, "maxmemory", "1000000", "maxmemory_policy", "noeviction"),
            Map.of());

    assertThat(Eviction.judge(facts).level()).isEqualTo(level);
  }

  @ParameterizedTest
  @CsvSource({
    "yes, always, '', OK",
    "yes, everysec, '', NOTE",
    "yes, no, '', NOTE",
    "no, everysec, '', WARNING",
    "no, everysec, 3600 1, WARNING"
  })
  void persistence_bySettings_saysWhatARestartLoses(
      String appends, String sync, String save, Level level) {
    Finding finding =
        Persistence.judge(config("appendonly", appends, "appendfsync", sync, "save", save));

    assertThat(finding.level()).isEqualTo(level);
    assertThat(finding.means()).contains(save.isEmpty() && appends.equals("no") ? "all locks" : "");
  }

  @Test
  void persistence_withoutConfig_isToldByInfo() {
    assertThat(Persistence.judge(new Facts(map("aof_enabled", "0"), Map.of())).level())
        .isEqualTo(Level.WARNING);
    assertThat(Persistence.judge(new Facts(map("aof_enabled", "1"), Map.of())).found())
        .isEqualTo("appendonly yes, appendfsync not seen");
  }

  @ParameterizedTest
  @CsvSource({"1, 0, 1, WARNING", "1, 1, 1, NOTE", "1, 2, 1, DANGER", "0, 1, 0, DANGER"})
  void failover_byReplicas_isAsBadAsItIs(long replicas, String least, String good, Level level) {
    Facts facts =
        new Facts(map("min_slaves_good_slaves", good), map("min-replicas-to-write", least));

    assertThat(Failover.judge(facts, replicas)).map(Finding::level).contains(level);
  }

  @Test
  void failover_nobodyToTakeOver_isNotSpokenOf() {
    assertThat(Failover.judge(NOTHING_SEEN, 0)).isEmpty();
    assertThat(Failover.judge(config("min-replicas-to-write", "0"), 0)).isEmpty();
  }

  @Test
  void failover_settingNotSeen_saysSo() {
    assertThat(Failover.judge(NOTHING_SEEN, 2))
        .map(Finding::found)
        .contains("not allowed to see min-replicas-to-write");
  }

  @ParameterizedTest
  @CsvSource({
    "client-output-buffer-limit, normal 0 0 0 slave 9 9 9 pubsub 33554432 8388608 60, OK",
    "client-output-buffer-limit, normal 0 0 0 pubsub 0 0 0, OK",
    "client-output-buffer-limit, normal 0 0 0 pubsub 33554432 65536 1, WARNING",
    "client-output-buffer-limit, normal 0 0 0 pubsub 1000 0 0, WARNING",
    "timeout, 60, NOTE",
    "tcp-keepalive, 0, NOTE",
    "tcp-keepalive, 7200, NOTE",
    "maxclients, 100, WARNING",
    "maxclients, 101, OK"
  })
  void connections_withOneBadSetting_sayThatOne(String name, String value, Level level) {
    Map<String, String> config = map("timeout", "0", "tcp-keepalive", "300", "maxclients", "10000");
    config.put(name, value);

    assertThat(Connections.judge(new Facts(map("connected_clients", "80"), config)))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.level()).isEqualTo(level);
              assertThat(finding.found()).contains(level == Level.OK ? "of" : name);
            });
  }

  @Test
  void everything_notSeen_isSaidOnceEachAndIsNoWarning() {
    assertThat(
            List.of(
                Identity.judge(NOTHING_SEEN),
                Eviction.judge(NOTHING_SEEN),
                Persistence.judge(NOTHING_SEEN),
                Connections.judge(NOTHING_SEEN).get(0),
                Topology.judge(NOTHING_SEEN, new Reply.Refused("NOPERM no"), false)))
        .allSatisfy(
            finding -> {
              assertThat(finding.level()).isEqualTo(Level.NOTE);
              assertThat(finding.found()).startsWith("not allowed to see ");
            });
  }
}
