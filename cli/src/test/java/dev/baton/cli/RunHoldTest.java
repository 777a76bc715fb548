package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testing.server.RedisServer;
import org.junit.jupiter.api.Test;

/** {@code run}, and for how long it holds a lock. */
class RunHoldTest {
  private static final String URL = RawRedis.url();
  private static final String UNTIL_TOLD =
      "trap 'echo told; exit 0' TERM; trap 'exit 6' USR1; echo up; while :; do sleep 0.05; done";
  private final String key = RawRedis.freshKey();

  @Test
  void command_longerThanSeveralLeases_keepsTheLock() {
    assertThat(BatonProcess.run("--url", URL, "run", key, "--lease", "5", "--", "sleep", "11"))
        .isEqualTo(new Outcome(0, "", ""));
  }

  @Test
  void command_shorterThanAtLeast_leavesTheLockTakenForTheRest() {
    String[] once = {"--url", URL, "run", "-n", key, "--at-least", "1m", "-c", "echo once"};

    assertThat(BatonProcess.run(once)).isEqualTo(new Outcome(0, "once\n", ""));
    assertThat(BatonProcess.run(once))
        .matches(it -> it.code() == 1 && it.out().isEmpty() && it.err().contains("held by"));
    assertThat(RawRedis.ask("PTTL " + key)).matches(":[1-6]?\\d{1,4}");
  }

  @Test
  void atLeast_longerThanTheLockCanBeHeld_isUsage() {
    assertThat(Outcome.of("run", "k", "--at-least", "9", "--max-hold", "8", "--", "true"))
        .matches(it -> it.code() == 64 && it.err().contains("--max-hold"));
    assertThat(Outcome.of("run", "k", "--at-least", "31", "--no-renew", "--", "true"))
        .matches(it -> it.code() == 64 && it.err().contains("--no-renew"));
  }

  @Test
  void command_forLongerThanMaxHold_isEnded() {
    Outcome outcome =
        BatonProcess.run(
            "--url", URL, "run", key, "--lease", "9", "--max-hold", "10", "-c", UNTIL_TOLD);

    assertThat(outcome.code()).isEqualTo(75);
    assertThat(outcome.out()).isEqualTo("up\ntold\n");
    assertThat(outcome.err()).contains("--max-hold");
    assertThat(RawRedis.exists(key)).isFalse();
  }

  @Test
  void command_forLongerThanALeaseThatIsNotRenewed_isEnded() {
    Outcome outcome =
        BatonProcess.run("--url", URL, "run", key, "--lease", "9", "--no-renew", "-c", UNTIL_TOLD);

    assertThat(outcome.code()).isEqualTo(75);
    assertThat(outcome.out()).isEqualTo("up\ntold\n");
    assertThat(outcome.err()).contains("is not renewed");
    assertThat(RawRedis.exists(key)).isFalse();
  }

  @Test
  void server_awayForLessThanALease_commandGoesOn() {
    try (RedisServer server = RedisServer.start();
        BatonProcess baton =
            BatonProcess.start(
                    "--url", server.uri(), "run", key, "-v", "--lease", "12", "-c", UNTIL_TOLD)
                .awaitOut("up\n")) {
      server.pause();
      try {
        baton.awaitErr("baton: renewals are not answered");
      } finally {
        server.resume();
      }
      baton.signal("USR1");

      Outcome outcome = baton.outcome();
      assertThat(outcome.code()).isEqualTo(6);
      assertThat(outcome.out()).isEqualTo("up\n");
      assertThat(outcome.err()).doesNotContain("lost");
    }
  }
}
