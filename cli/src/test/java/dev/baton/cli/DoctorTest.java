package dev.baton.cli;

import static dev.baton.cli.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testing.server.RedisServer;
import dev.baton.testing.server.RedisServerBuilder;
import dev.baton.testing.server.RespConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code doctor}, on real servers with different settings. */
class DoctorTest {
  /** The schema of docs/doctor.md. */
  private static final Pattern LINE =
      Pattern.compile(
          "\\{\"finding\":\"([a-z-]+)\",\"level\":\"(ok|note|warning|danger)\","
              + "\"found\":\"((?:[^\"\\\\]|\\\\.)+)\",\"means\":\"(?:[^\"\\\\]|\\\\.)+\","
              + "\"do\":(?:null|\"((?:[^\"\\\\]|\\\\.)+)\")\\}");

  private record Line(String level, String found, String advice) {}

  private static RedisServerBuilder durable() {
    return RedisServer.builder().config("appendonly", "yes").config("appendfsync", "always");
  }

  private static Outcome doctor(String url, String... options) {
    return Outcome.of(
        Stream.concat(Stream.of("--url", url, "doctor", "--json"), Stream.of(options))
            .toArray(String[]::new));
  }

  /** The findings by name; of several with one name, the last. */
  private static Map<String, Line> lines(Outcome outcome) {
    assertThat(outcome.err()).isEmpty();
    Map<String, Line> lines = new LinkedHashMap<>();
    outcome
        .out()
        .lines()
        .forEach(
            line -> {
              Matcher matcher = LINE.matcher(line);
              assertThat(matcher.matches()).as(line).isTrue();
              lines.put(
                  matcher.group(1),
                  new Line(matcher.group(2), matcher.group(3), String.valueOf(matcher.group(4))));
            });
    return lines;
  }

  private static String as(String user, RedisServer server) {
    return "redis://" + user + ":pw@127.0.0.1:" + server.port();
  }

  @Test
  void server_thatLosesNothing_exits0() {
    try (RedisServer server = durable().start()) {
      Outcome outcome = doctor(server.uri());

      assertThat(outcome.code()).as(outcome.out()).isZero();
      assertThat(lines(outcome))
          .containsKeys(
              "server",
              "scripts",
              "channels",
              "renewal",
              "topology",
              "persistence",
              "eviction",
              "connections",
              "rights",
              "pushes",
              "clock",
              "clock-rate",
              "round-trip",
              "lock")
          .doesNotContainKeys("failover", "writes");
      assertThat(lines(outcome).get("lock").level()).isEqualTo("ok");
    }
  }

  @Test
  void server_withoutPersistence_exits1AndSaysSoInWords() {
    try (RedisServer server = RedisServer.start()) {
      Outcome outcome = Outcome.of("doctor", "--url", server.uri());

      assertThat(outcome.code()).as(outcome.out()).isEqualTo(1);
      assertThat(outcome.out())
          .contains("warning   persistence: none", "all locks are free at once", "-> redis-cli")
          .doesNotContain("\u001b", "danger");
      assertThat(outcome.out().lines()).allMatch(line -> line.length() <= 88);
    }
  }

  @Test
  void server_thatEvicts_exits2() {
    try (RedisServer server =
        durable().config("maxmemory", "64mb").config("maxmemory-policy", "allkeys-lru").start()) {
      Outcome outcome = doctor(server.uri());

      assertThat(outcome.code()).isEqualTo(2);
      Line eviction = lines(outcome).get("eviction");
      assertThat(eviction.level()).isEqualTo("danger");
      assertThat(eviction.found()).startsWith("allkeys-lru, maxmemory 64 MiB");
      assertThat(eviction.advice()).contains("CONFIG SET maxmemory-policy noeviction");
    }
  }

  @Test
  void replica_andItsPrimary_areToldApart() {
    try (RedisServer primary = durable().start();
        RedisServer replica = durable().config("replicaof", "127.0.0.1 " + primary.port()).start();
        RespConnection connection = new RespConnection("127.0.0.1", primary.port())) {
      await().until(() -> connection.send("INFO", "replication").toString().contains("slaves:1"));
      Outcome ofReplica = doctor(replica.uri());
      Outcome ofPrimary = doctor(primary.uri());

      assertThat(ofReplica.code()).isEqualTo(2);
      assertThat(lines(ofReplica).get("topology"))
          .matches(line -> line.level().equals("danger"))
          .matches(line -> line.found().endsWith("127.0.0.1:" + primary.port()));
      assertThat(lines(ofReplica).get("writes").found()).contains("READONLY");
      assertThat(lines(ofReplica).get("lock").level()).isEqualTo("danger");
      assertThat(ofPrimary.code()).isEqualTo(1);
      assertThat(lines(ofPrimary).get("topology").found()).isEqualTo("a primary with 1 replica");
      assertThat(lines(ofPrimary).get("failover").level()).isEqualTo("warning");
    }
  }

  @Test
  void user_withoutRights_getsAReportAndTheLineThatMendsIt() {
    try (RedisServer server =
            durable().config("user", "weak on >pw resetchannels -@all +ping +acl|whoami").start();
        RespConnection admin = new RespConnection("127.0.0.1", server.port())) {
      Outcome outcome = doctor(as("weak", server));
      Map<String, Line> lines = lines(outcome);

      assertThat(outcome.code()).isEqualTo(2);
      assertThat(lines.get("server").found()).isEqualTo("not allowed to see INFO");
      assertThat(lines.get("persistence").found()).startsWith("not allowed to see");
      assertThat(lines.get("clock").found()).isEqualTo("not allowed to see TIME");

      for (int round = 0; round < 3 && !lines.get("rights").level().equals("ok"); round++) {
        String advice = lines.get("rights").advice();
        assertThat(advice).contains("redis-cli ACL SETUSER weak ");
        String command = advice.substring(advice.indexOf("redis-cli ") + 10);
        admin.send(command.replace("'", "").split(" "));
        lines = lines(doctor(as("weak", server)));
      }
      assertThat(lines.get("rights").level()).isEqualTo("ok");
      assertThat(lines.get("lock").level()).isEqualTo("ok");
    }
  }

  @Test
  void user_asSecurityMdHasIt_needsTheBeginningOfNamesAndThenHasAll() throws IOException {
    String page = Files.readString(Path.of("..", "SECURITY.md"));
    Matcher rights = Pattern.compile("(?s)ACL SETUSER locks (.*?)```").matcher(page);
    assertThat(rights.find()).isTrue();
    String words = rights.group(1).replace("\\\n", " ").replaceAll("[\n']", "");
    try (RedisServer server =
        durable().config("user", "locks " + words.replace(">PASSWORD", ">pw")).start()) {
      Outcome without = doctor(as("locks", server));
      Outcome with = doctor(as("locks", server), "--names", "lock:");

      assertThat(lines(without).get("rights").advice()).contains("--names");
      assertThat(lines(without)).doesNotContainKey("lock");
      assertThat(with.code()).as(with.out()).isZero();
      assertThat(lines(with).get("rights").level()).isEqualTo("ok");
      assertThat(lines(with).get("lock").level()).isEqualTo("ok");
    }
  }

  @Test
  void user_ofOnePrefix_hasAllBehindItAndIsToldOfTwoRightsElsewhere() throws IOException {
    String page = Files.readString(Path.of("..", "SECURITY.md"));
    Matcher rights = Pattern.compile("(?s)ACL SETUSER team1 (.*?)```").matcher(page);
    assertThat(rights.find()).isTrue();
    String words = rights.group(1).replace("\\\n", " ").replaceAll("[\n']", "");
    try (RedisServer server =
        durable().config("user", "team1 " + words.replace(">PASSWORD", ">pw")).start()) {
      Outcome with = doctor(as("team1", server), "--prefix", "team1:");
      assertThat(with.code()).as(with.out()).isZero();
      assertThat(lines(with).get("rights").level()).isEqualTo("ok");
      assertThat(lines(with).get("lock").level()).isEqualTo("ok");

      Outcome named = doctor(as("team1", server) + "?prefix=team1:");
      assertThat(named.code()).as(named.out()).isZero();

      Outcome without = doctor(as("team1", server));
      assertThat(lines(without).get("rights").advice()).contains("--prefix");
      Outcome other = doctor(as("team1", server), "--prefix", "team2:");
      assertThat(lines(other).get("rights").advice()).contains("'~team2:*'", "'&team2:*'");
      assertThat(lines(other).get("rights").advice()).doesNotContain("baton:");
    }
  }

  @Test
  void names_whoseBeginningLeavesNoRoom_areUsage() {
    Outcome outcome = doctor("redis://127.0.0.1:1", "--names", "p".repeat(901));

    assertThat(outcome.code()).isEqualTo(64);
    assertThat(outcome.err()).startsWith("baton: --names: at most 900 bytes");
    assertThat(doctor("redis://127.0.0.1:1", "--names", "p".repeat(900)).code()).isEqualTo(69);
  }

  @Test
  void keys_ofTheTrial_goByThemselves() {
    try (RedisServer server = durable().start();
        RespConnection connection = new RespConnection("127.0.0.1", server.port())) {
      assertThat(doctor(server.uri()).code()).isZero();

      assertThat(connection.send("KEYS", "*").toString()).doesNotContain("[baton:doctor", "queue");
      await().until(() -> connection.send("DBSIZE").equals(0L));
    }
  }
}
