package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.base.Proc;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * {@code run}, when baton itself is killed, and what becomes of all that the command has started.
 */
class RunKillTest {
  private static final String URL = RawRedis.url();

  /** A process that has lost its parent, is in a session of its own, and ignores TERM. */
  private static final String STRAY =
      "(setsid sh -c 'trap \"\" TERM; echo stray=$$; while :; do sleep 0.1; done' &)\n";

  private static final String COMMAND =
      "trap '' TERM; sleep 99 & echo child=$!; echo own=$$; while :; do sleep 0.1; done";

  private final String key = RawRedis.freshKey();

  private BatonProcess start(String script) {
    return BatonProcess.lead("--url", URL, "run", key, "--grace", "0.5", "-c", script);
  }

  private static List<ProcessHandle> all(BatonProcess baton) {
    return List.of(baton.printed("stray"), baton.printed("child"), baton.printed("own"));
  }

  private void endsAllWithinTheLease(Consumer<BatonProcess> kill) {
    try (BatonProcess baton = start(STRAY + COMMAND)) {
      List<ProcessHandle> all = new ArrayList<>(all(baton));
      all.addAll(baton.children()); // the watcher, and the command once more
      assertThat(all).hasSize(5);
      kill.accept(baton);

      all.forEach(BatonProcess::awaitGone);
      assertThat(RawRedis.exists(key)).as("the lease still runs").isTrue();
    } finally {
      RawRedis.ask("DEL " + key);
    }
  }

  @Test
  void baton_killed_takesTheCommandAndAllItsProcessesWithIt() {
    endsAllWithinTheLease(baton -> baton.signal("KILL"));
  }

  @Test
  void baton_killedWithItsProcessGroup_takesTheCommandWithIt() {
    endsAllWithinTheLease(baton -> baton.signalGroup("KILL"));
  }

  @Test
  void baton_killedWhileTheCommandCleansUp_letsItFinish() {
    try (BatonProcess baton =
        BatonProcess.lead(
            "--url",
            URL,
            "run",
            key,
            "--lease",
            "180", // its sixth is how long cleaning up may take
            "--grace",
            "30",
            "-c",
            "trap 'sleep 0.3; echo clean; exit' TERM; echo own=$$; while :; do sleep 0.1; done")) {
      ProcessHandle command = baton.printed("own");
      baton.signal("KILL");

      BatonProcess.awaitGone(command);
      assertThat(baton.out()).endsWith("clean\n");
    } finally {
      RawRedis.ask("DEL " + key);
    }
  }

  @Test
  void baton_killedAroundAnother_takesTheInnerCommandWithIt() {
    List<String> words = new ArrayList<>(List.of("--url", URL, "run", key, "--grace", "0.5", "--"));
    words.addAll(BatonProcess.words(List.of("--url", URL, "run", key + "-in", "-c")));
    words.add(STRAY + COMMAND);
    try (BatonProcess baton = BatonProcess.lead(words.toArray(String[]::new))) {
      List<ProcessHandle> all = all(baton);
      baton.signal("KILL");

      all.forEach(BatonProcess::awaitGone);
    } finally {
      RawRedis.ask("DEL " + key + " " + key + "-in");
    }
  }

  @Test
  void watcher_commandEndsByItself_isGoneWithBaton() {
    try (BatonProcess baton =
        start("trap 'exit 0' USR1; echo own=$$; while :; do sleep 0.1; done")) {
      baton.printed("own");
      List<ProcessHandle> children = baton.children();
      assertThat(children).hasSize(2);
      baton.signal("USR1");

      assertThat(baton.outcome().code()).isZero();
      assertThat(children).noneMatch(Proc::isRunning);
    }
  }

  @Test
  void lock_lost_endsAlsoThoseWithoutParents() {
    try (BatonProcess baton =
        BatonProcess.lead(
            "--url", URL, "run", key, "--lease", "9", "--grace", "0.5", "-c", STRAY + COMMAND)) {
      List<ProcessHandle> all = all(baton);
      RawRedis.ask("DEL " + key);

      assertThat(baton.outcome().code()).isEqualTo(75);
      assertThat(all).noneMatch(Proc::isRunning);
    }
  }
}
