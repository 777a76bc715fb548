package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.baton.cli.base.Proc;
import dev.baton.testing.server.RedisServer;
import org.junit.jupiter.api.Test;

/** {@code run}, when the lock is lost while the command runs. */
class RunLossTest {
  private static final String URL = RawRedis.url();
  private final String key = RawRedis.freshKey();

  private BatonProcess start(String url, String script) {
    return BatonProcess.start(
            "--url", url, "run", key, "--lease", "9", "-k", "5", "--", "sh", "-c", script)
        .awaitOut("up\n");
  }

  @Test
  void lock_deletedByAnother_endsTheCommandWithTermAndExits75() {
    try (BatonProcess baton =
        start(URL, "trap 'echo told; exit 0' TERM; echo up; while :; do sleep 0.05; done")) {
      RawRedis.ask("DEL " + key);

      Outcome outcome = baton.outcome();
      assertThat(outcome.code()).isEqualTo(75);
      assertThat(outcome.out()).isEqualTo("up\ntold\n");
      assertThat(outcome.err())
          .startsWith(
              "baton: lost the lock \""
                  + key
                  + "\": its key was deleted from Redis; ending the command\n");
    }
  }

  @Test
  void lock_takenByAnother_isNotReleasedForThem() {
    try (BatonProcess baton = start(URL, "echo up; exec sleep 60")) {
      RawRedis.ask("SET " + key + " other");

      assertThat(baton.outcome().code()).isEqualTo(75);
      assertThat(RawRedis.ask("DEL " + key)).as("still there").isEqualTo(":1");
    }
  }

  @Test
  void command_thatIgnoresTerm_isKilledWithItsChildren() {
    try (BatonProcess baton =
        start(URL, "trap '' TERM; sleep 60 & echo $! $$; echo up; while :; do sleep 0.05; done")) {
      String[] pids = baton.out().lines().findFirst().orElseThrow().split(" ");
      RawRedis.ask("DEL " + key);

      assertThat(baton.outcome().code()).isEqualTo(75);
      for (String pid : pids) {
        assertThat(ProcessHandle.of(Long.parseLong(pid)).filter(Proc::isRunning))
            .as("sleep or sh")
            .isEmpty();
      }
    }
  }

  @Test
  void server_silentForALease_endsTheCommandBeforeTheLeaseDoes() {
    String script = "echo \"$BATON_FENCE\"; trap 'echo told; exit 0' TERM; echo up; ";
    try (RedisServer server = RedisServer.start();
        BatonProcess baton =
            BatonProcess.start(
                    "--url",
                    server.uri(),
                    "run",
                    key,
                    "--lease",
                    "45",
                    "-k",
                    "20",
                    "--",
                    "sh",
                    "-c",
                    script + "while :; do sleep 0.05; done")
                .awaitOut("up\n")) {
      server.pause();
      try {
        // a fencing token is the server's clock at the grant, in microseconds
        long granted = Long.parseLong(baton.out().lines().findFirst().orElseThrow()) / 1_000;
        assumeThat(System.currentTimeMillis() - granted).as("not renewed yet").isLessThan(14_900);
        baton.awaitOut("told");

        assertThat(System.currentTimeMillis() - granted).isBetween(24_000L, 44_900L);
        Outcome outcome = baton.outcome();
        assertThat(outcome.code()).isEqualTo(75);
        assertThat(outcome.err())
            .startsWith("baton: lost the lock \"" + key + "\": Redis confirmed no renewal, and the")
            .as("without the library's log")
            .doesNotContain("WARNING", "dev.baton", "renewals");
      } finally {
        server.resume();
      }
    }
  }

  @Test
  void verbose_serverSilent_showsTheLibrarysWarnings() {
    try (RedisServer server = RedisServer.start();
        BatonProcess baton =
            BatonProcess.start(
                    "--url",
                    server.uri(),
                    "run",
                    key,
                    "-v",
                    "--lease",
                    "9",
                    "--",
                    "sh",
                    "-c",
                    "echo up; exec sleep 60")
                .awaitOut("up\n")) {
      server.pause();
      try {
        assertThat(baton.outcome().err())
            .contains("baton: renewals are not answered", "the lease is about to end")
            .doesNotContain("WARNING");
      } finally {
        server.resume();
      }
    }
  }

  @Test
  void server_awayWhenTheCommandEnds_itsExitCodeIsPassedOnWithAWarning() {
    try (RedisServer server = RedisServer.start();
        BatonProcess baton =
            BatonProcess.start(
                    "--url",
                    server.uri(),
                    "run",
                    key,
                    "--",
                    "sh",
                    "-c",
                    "trap 'exit 3' USR1; echo up; while :; do sleep 0.05; done")
                .awaitOut("up\n")) {
      server.kill();
      baton.signal("USR1");

      Outcome outcome = baton.outcome();
      assertThat(outcome.code()).isEqualTo(3);
      assertThat(outcome.err())
          .contains("did not confirm the release", "frees itself within 30.0 s");
    }
  }
}
