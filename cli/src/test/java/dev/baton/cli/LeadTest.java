package dev.baton.cli;

import static dev.baton.cli.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testing.server.RedisServer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code lead}: one of several hosts runs a command, and another when that fails. */
class LeadTest {
  private static final String URL = RawRedis.url();

  /** Says who it is and what its term is, and ends with 7 when it is told to. */
  private static final String COMMAND =
      "trap 'exit 7' USR1; echo fence=$BATON_FENCE; echo own=$$; while :; do sleep 0.05; done";

  private final String name = RawRedis.freshKey();
  private final List<BatonProcess> started = new ArrayList<>();

  @AfterEach
  void end() {
    started.forEach(BatonProcess::close);
    RawRedis.ask("DEL " + name);
  }

  private BatonProcess candidate(String url, String... options) {
    List<String> words = new ArrayList<>(List.of("--url", url, "lead", name, "-v"));
    words.addAll(List.of(options));
    words.addAll(List.of("--", "sh", "-c", COMMAND));
    BatonProcess baton = BatonProcess.lead(words.toArray(String[]::new));
    started.add(baton);
    return baton.awaitErr("a candidate for");
  }

  private BatonProcess leader(String... options) {
    return candidate(URL, options).awaitOut("own=");
  }

  /** A candidate that has its place in the queue. */
  private BatonProcess next(String... options) {
    BatonProcess baton = candidate(URL, options);
    await().until(() -> Outcome.of("locked", name, "--url", URL).out().contains("1 waiting"));
    return baton;
  }

  /** The terms in which a candidate has run its command. */
  private static List<Long> terms(BatonProcess baton) {
    return baton
        .out()
        .lines()
        .filter(line -> line.startsWith("fence="))
        .map(line -> Long.parseLong(line.substring("fence=".length())))
        .toList();
  }

  private static long awaitTerm(BatonProcess baton, int number) {
    await().until(() -> terms(baton).size() >= number);
    return terms(baton).get(number - 1);
  }

  private void isFollowed(BatonProcess first, BatonProcess second) {
    assertThat(awaitTerm(second, 1)).isGreaterThan(awaitTerm(first, 1));
  }

  @Test
  void command_ends_itsExitCodeIsPassedOnAndTheNextRuns() {
    BatonProcess one = leader();
    BatonProcess two = next();
    one.signal("USR1");

    assertThat(one.outcome().code()).isEqualTo(7);
    isFollowed(one, two);
  }

  @Test
  void command_killed_isThatAndTheNextRuns() {
    BatonProcess one = leader();
    BatonProcess two = next();
    one.printed("own").destroyForcibly();

    assertThat(one.outcome().code()).isEqualTo(137);
    isFollowed(one, two);
  }

  @Test
  void baton_killed_takesItsCommandAlongBeforeTheNextRuns() {
    BatonProcess one = leader("--grace", "0.5");
    BatonProcess two = next();
    ProcessHandle command = one.printed("own");
    one.signal("KILL");

    isFollowed(one, two);
    assertThat(command.isAlive()).isFalse();
  }

  @Test
  void baton_stopped_isFollowedAndIsACandidateAgainWhenItGoesOn() {
    BatonProcess one = leader("--lease", "3", "--grace", "0.5");
    BatonProcess two = next("--lease", "3");
    ProcessHandle command = one.printed("own");
    one.signal("STOP");
    isFollowed(one, two);

    one.signal("CONT");
    one.awaitErr("does not lead \"" + name + "\" any more");
    BatonProcess.awaitGone(command);
    two.signal("TERM");
    assertThat(awaitTerm(one, 2)).isGreaterThan(awaitTerm(two, 1));
  }

  @Test
  void server_silent_endsTheCommandBeforeTheLeaseEndsAndItIsRunAgainAfterwards() {
    try (RedisServer server = RedisServer.start()) {
      BatonProcess one = candidate(server.uri(), "--lease", "6", "--grace", "0.5");
      ProcessHandle command = one.printed("own");
      server.pause();
      try {
        one.awaitErr("before a renewal was confirmed; ending the command");
        BatonProcess.awaitGone(command);
      } finally {
        server.resume();
      }
      assertThat(awaitTerm(one, 2)).isGreaterThan(awaitTerm(one, 1));
    }
  }

  @Test
  void lock_deleted_endsTheCommandAndItIsRunAgain() {
    BatonProcess one = leader("--lease", "6", "--grace", "0.5");
    ProcessHandle command = one.printed("own");
    RawRedis.ask("DEL " + name);

    one.awaitErr("its key was deleted from Redis; ending the command");
    BatonProcess.awaitGone(command);
    assertThat(awaitTerm(one, 2)).isGreaterThan(awaitTerm(one, 1));
  }

  @Test
  void signal_whileWaiting_endsBatonAndLeavesNoPlace() {
    BatonProcess one = leader();
    BatonProcess two = next();
    two.signal("TERM");

    assertThat(two.outcome().code()).isEqualTo(143);
    await().until(() -> !Outcome.of("locked", name, "--url", URL).out().contains("waiting"));
    assertThat(terms(one)).hasSize(1);
  }

  @Test
  void signal_whileItLeads_isPassedOnAndTheNextRuns() {
    BatonProcess one = leader();
    BatonProcess two = next();
    one.signal("TERM");

    assertThat(one.outcome().code()).isEqualTo(143);
    isFollowed(one, two);
  }

  @Test
  void leader_asked_isToldAsTextAndAsJson() {
    assertThat(Outcome.of("leader", name, "--url", URL))
        .isEqualTo(new Outcome(1, "nobody leads \"" + name + "\"\n", ""));
    assertThat(Outcome.of("leader", "--json", name, "--url", URL).out())
        .isEqualTo(
            "{\"name\":\""
                + name
                + "\",\"led\":false,\"candidate\":null,\"term\":null,\"ledForMillis\":null,"
                + "\"leader\":null}\n");
    BatonProcess one = leader("--as", "http://one:8080");
    await().until(() -> Outcome.of("leader", name, "--url", URL).code() == 0);

    assertThat(Outcome.of("leader", name, "--url", URL).out())
        .startsWith("\"" + name + "\" is led as \"http://one:8080\" by sh@")
        .endsWith(", term " + awaitTerm(one, 1) + "\n");
    assertThat(Outcome.of("leader", "--json", name, "--url", URL).out())
        .contains("\"led\":true,\"candidate\":\"http://one:8080\",\"term\":" + awaitTerm(one, 1))
        .contains("\"application\":\"sh\"");
  }

  @Test
  void name_ofOtherData_isRefusedAtOnce() {
    RawRedis.ask("RPUSH " + name + " a");
    assertThat(Outcome.of("lead", name, "--url", URL, "--", "true").code()).isEqualTo(65);
  }

  @Test
  void command_missing_is127() {
    assertThat(Outcome.of("lead", name, "--url", URL, "--", "no-such-program").code())
        .isEqualTo(127);
  }

  @Test
  void usage_wrong_isSaid() {
    assertThat(Outcome.of("lead", name, "--url", URL).err()).contains("nothing to run");
    assertThat(Outcome.of("lead", name, "true").err()).contains("put '--' between NAME");
    assertThat(Outcome.of("lead", name, "-c", "true", "--", "true").code()).isEqualTo(64);
    assertThat(Outcome.of("lead", name, "--lease", "0.5", "--", "true").err())
        .contains("--lease: at least 1 second");
    assertThat(Outcome.of("lead", name, "--as", "x".repeat(1025), "--", "true").err())
        .contains("--as: ", "1024 is the most");
    assertThat(Outcome.of("leader", "x".repeat(1025), "--url", URL).code()).isEqualTo(64);
  }
}
