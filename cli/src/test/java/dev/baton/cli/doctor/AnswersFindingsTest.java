package dev.baton.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.server.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of commands, rights, clocks and times, from planted answers. */
class AnswersFindingsTest {
  private static final Reply RAN = Reply.of(List.of());

  private static Reply commands(Object... details) {
    return Reply.of(Arrays.asList(details));
  }

  private static Facts info(String... lines) {
    return new Facts(Facts.read(String.join("\n", lines)), Map.of());
  }

  @ParameterizedTest
  @CsvSource({
    "'redis_version:7.0.15', 'Redis 7.0.15'",
    "'redis_version:7.2.4,server_name:valkey,valkey_version:8.1.1', 'Valkey 8.1.1 (says it is like"
        + " Redis 7.2.4)'",
    "'redis_version:7.4,dragonfly_version:df-1.2', 'Dragonfly df-1.2'"
  })
  void server_byItsOwnWords_isNamed(String fields, String name) {
    assertThat(Identity.judge(info(fields.split(","))).found()).isEqualTo(name);
  }

  @Test
  void features_ofANewServer_areFoundByCommand() {
    Features features = new Features(commands(List.of("c"), null, List.of("c"), List.of("c")), RAN);

    assertThat(features.shardChannels()).isTrue();
    assertThat(features.judge()).extracting(Finding::level).containsOnly(Level.OK);
    assertThat(features.judge().get(2).found()).startsWith("DELEX is there");
  }

  @Test
  void features_ofRedis62_areANote() {
    Features features = new Features(commands(null, List.of(), null, List.of("c")), RAN);

    assertThat(features.shardChannels()).isFalse();
    assertThat(features.judge().get(1).level()).isEqualTo(Level.NOTE);
    assertThat(features.judge().get(1).found()).contains("PUBLISH instead");
  }

  @Test
  void features_ofAnOlderServer_areAWarning() {
    assertThat(new Features(commands(null, null, null, null), RAN).judge().get(1).level())
        .isEqualTo(Level.WARNING);
  }

  @Test
  void features_notToBeAsked_areUnseen() {
    Features features = new Features(new Reply.Refused("NOPERM no"), new Reply.Refused("NOPERM x"));

    assertThat(features.judge().get(0).level()).isEqualTo(Level.DANGER);
    assertThat(features.judge().get(0).found()).contains("NOPERM x");
    assertThat(features.judge().get(1).found()).startsWith("not allowed to see");
  }

  @ParameterizedTest
  @CsvSource({
    "redis_mode:standalone role:master connected_slaves:0, false, OK, without replicas",
    "redis_mode:standalone role:master connected_slaves:1, false, NOTE, with 1 replica",
    "redis_mode:standalone role:master connected_slaves:2, true, NOTE, '2 replicas, watched'",
    "role:slave master_host:db1 master_port:6380, false, DANGER, db1:6380",
    "redis_mode:cluster role:master cluster_enabled:1, false, DANGER, cluster",
    "redis_mode:sentinel, false, DANGER, Sentinel"
  })
  void topology_byInfo_isNamed(String fields, boolean watched, Level level, String found) {
    Finding finding = Topology.judge(info(fields.split(" ")), Reply.of(null), watched);

    assertThat(finding.level()).isEqualTo(level);
    assertThat(finding.found()).contains(found);
  }

  @Test
  void topology_withoutInfo_isToldByRole() {
    Reply replica = Reply.of(List.of("slave", "db1", 6379L, "connected", 7L));
    Reply primary = Reply.of(List.of("master", 7L, List.of(List.of("db2", "6379", "7"))));

    assertThat(Topology.judge(info(), replica, false).level()).isEqualTo(Level.DANGER);
    assertThat(Topology.judge(info(), primary, false).found())
        .isEqualTo("a primary with 1 replica");
    assertThat(Topology.replicas(info(), primary)).contains(1L);
    assertThat(Topology.replicas(info(), replica)).isEmpty();
  }

  // --- Rights ---------------------------------------------------------------------------------

  private static Rights rights(String prefix, Map<String, String> refused) {
    Map<Right, Reply.Refused> refusals = new LinkedHashMap<>();
    for (Right right : allRights()) {
      if (refused.containsKey(right.name())) {
        refusals.put(right, new Reply.Refused(refused.get(right.name())));
      }
    }
    return new Rights(Optional.of("app"), new Probe("", prefix, "id"), refusals, Map.of());
  }

  private static List<Right> allRights() {
    List<Right> all = new ArrayList<>(Right.commands(true));
    all.add(Right.subscribing(true));
    return all;
  }

  @Test
  void rights_thatAreTried_areThoseOfSecurityMd() throws IOException {
    String line = Files.readString(Path.of("..", "SECURITY.md"));
    String command =
        line.substring(line.indexOf("-@all"), line.indexOf("```", line.indexOf("-@all")));

    assertThat(new TreeSet<>(allRights().stream().map(right -> "+" + right.name()).toList()))
        .isEqualTo(
            new TreeSet<>(
                Stream.of(command.split("[\\s\\\\']+")).filter(w -> w.startsWith("+")).toList()));
  }

  @ParameterizedTest
  @CsvSource({"set, DANGER, +set", "persist, WARNING, +persist", "type, NOTE, +type"})
  void rights_oneMissing_isNamedWithItsRemedy(String name, Level level, String word) {
    Finding finding =
        rights("", Map.of(name, "NOPERM this user has no permissions to run the 'x' command"))
            .judge();

    assertThat(finding.level()).isEqualTo(level);
    assertThat(finding.found()).isEqualTo("user app may not: " + word);
    assertThat(finding.advice()).isEqualTo("redis-cli ACL SETUSER app " + word);
  }

  @ParameterizedTest
  @CsvSource({
    "NOPERM this user has no permissions to access one of the keys used as arguments",
    "NOPERM User app has no permissions to access the 'k' key"
  })
  void rights_forOtherKeys_leadToThePrefix(String message) {
    assertThat(rights("", Map.of("get", message)).judge().advice())
        .contains("--prefix", "--names", "SETUSER app '~*'");
    assertThat(rights("l:", Map.of("get", message)).judge().advice())
        .isEqualTo("redis-cli ACL SETUSER app '~l:*'");
  }

  @ParameterizedTest
  @CsvSource({
    "NOPERM this user has no permissions to access one of the channels used as arguments",
    "NOPERM User app has no permissions to access the 'baton:inbox:doctor-id' channel"
  })
  void rights_forOtherChannels_areMended(String message) {
    Rights rights = rights("", Map.of("spublish", message));

    assertThat(rights.allowPushes()).isFalse();
    assertThat(rights.judge().advice()).isEqualTo("redis-cli ACL SETUSER app '&baton:inbox:*'");
  }

  @Test
  void commands_thatTheServerLacks_areNoMatterOfRights() {
    Rights rights =
        rights("", Map.of("eval", "ERR unknown command 'eval', with args", "type", "NO"));

    assertThat(rights.judge().level()).isEqualTo(Level.OK);
    assertThat(rights.absent())
        .hasValueSatisfying(
            finding -> {
              assertThat(finding.level()).isEqualTo(Level.DANGER);
              assertThat(finding.found()).isEqualTo("this server has no: eval");
            });
    assertThat(rights("", Map.of()).absent()).isEmpty();
  }

  @Test
  void refusals_thatAreNoMatterOfRights_areOfWrites() {
    Rights rights = rights("", Map.of("set", "OOM command not allowed", "evalsha", "NOSCRIPT no"));

    assertThat(rights.judge().level()).isEqualTo(Level.OK);
    assertThat(Writes.judge(rights.others()))
        .hasValueSatisfying(
            finding -> {
              assertThat(finding.level()).isEqualTo(Level.DANGER);
              assertThat(finding.found()).contains("OOM command not allowed");
            });
    assertThat(Writes.judge(List.of(new Reply.Refused("NOSCRIPT no")))).isEmpty();
  }

  // --- Clock and times ------------------------------------------------------------------------

  /** Readings over a second, of a server's clock that is ahead and goes too fast. */
  private static List<Clock.Sample> samples(long ahead, double ppm, long roundTrip) {
    List<Clock.Sample> samples = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      long before = 1_000_000_000L + i * 40_000_000L;
      long here = 5_000_000L + i * 40_000L;
      long middle = here + roundTrip / 2_000;
      samples.add(
          new Clock.Sample(
              before,
              before + roundTrip + (i % 3) * 50_000L,
              here,
              middle + ahead + Math.round(i * 40_000L * ppm / 1e6)));
    }
    return samples;
  }

  @ParameterizedTest
  @CsvSource({
    "0, OK, 0.0 ms ahead of",
    "-20000, OK, 20.0 ms behind",
    "5000000, NOTE, 5000.0 ms ahead of",
  })
  void clock_offset_isANoteAtMost(long ahead, Level level, String found) {
    Finding finding = Clock.judge(samples(ahead, 0, 100_000)).get(0);

    assertThat(finding.level()).isEqualTo(level);
    assertThat(finding.found()).contains(found);
    assertThat(finding.means()).contains("only on the rates");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 100000, OK, Leases allow for 500 ppm.",
    "100, 100000, OK, Leases allow for 500 ppm.",
    "900, 100000, WARNING, a holder can believe",
    "-900, 100000, WARNING, a holder can believe",
    "900, 5000000, OK, cannot tell",
  })
  void clock_rate_isAWarningOnlyWhereItIsCertain(
      double ppm, long roundTrip, Level level, String means) {
    Finding finding = Clock.judge(samples(0, ppm, roundTrip)).get(1);

    assertThat(finding.level()).as(finding.found()).isEqualTo(level);
    assertThat(finding.means()).contains(means);
  }

  @Test
  void clock_notToBeAsked_isUnseen() {
    assertThat(Clock.judge(List.of()).get(0).found()).startsWith("not allowed to see");
  }

  @Test
  void roundTrip_ofAHundred_namesShortestMedianAndWorst() {
    List<Long> nanos = new ArrayList<>();
    for (long i = 100; i >= 1; i--) {
      nanos.add(i * 100_000);
    }

    Finding finding = RoundTrip.judge(nanos);
    assertThat(finding.level()).isEqualTo(Level.OK);
    assertThat(finding.found())
        .isEqualTo("100 PINGs: shortest 0.10 ms, median 5.10 ms, 99th of 100 9.90 ms");
    assertThat(RoundTrip.judge(List.of(11_000_000L)).level()).isEqualTo(Level.NOTE);
  }

  @Test
  void trial_failed_isADanger() {
    Finding finding = new LockTrial(Optional.of("the reason"), 0, 0).judge();

    assertThat(finding.level()).isEqualTo(Level.DANGER);
    assertThat(finding.found()).contains("the reason");
    assertThat(Pushes.judge(false).level()).isEqualTo(Level.WARNING);
  }

  @Test
  void findings_ofAnyKind_haveASectionInTheDocuments() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "doctor.md"));
    Pattern name =
        Pattern.compile(
            "(?:NAME|RATE) = \"([a-z-]+)\"|(?:Finding\\.of|unseen)\\(\\s*\"([a-z-]+)\"");
    TreeSet<String> names = new TreeSet<>();
    try (Stream<Path> sources = Files.list(Path.of("src/main/java/dev/baton/cli/doctor"))) {
      for (Path source : sources.toList()) {
        name.matcher(Files.readString(source))
            .results()
            .forEach(
                found -> names.add(Optional.ofNullable(found.group(1)).orElse(found.group(2))));
      }
    }

    assertThat(names).hasSizeGreaterThan(13);
    assertThat(names).allSatisfy(each -> assertThat(page).contains("\n## " + each + "\n"));
  }
}
