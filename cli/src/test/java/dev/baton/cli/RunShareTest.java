package dev.baton.cli;

import static dev.baton.cli.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.LockState;
import dev.baton.cli.base.Proc;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code run -s} and {@code run --at-most}: commands that run beside others. */
class RunShareTest {
  private static final String URL = RawRedis.url();
  private static final String UNTIL_TOLD =
      "trap 'exit 0' TERM; echo fence=$BATON_FENCE; while :; do sleep 0.05; done";

  /** A process that has lost its parent, is in a session of its own, and ignores TERM. */
  private static final String STRAY =
      "(setsid sh -c 'trap \"\" TERM; echo stray=$$; while :; do sleep 0.1; done' &)\n";

  private final String key = RawRedis.freshKey();
  private final LockClient client = LockClient.connect(URL);

  @AfterEach
  void close() {
    client.close();
    RawRedis.ask("DEL " + key);
  }

  private static List<String> words(String key, String... rest) {
    List<String> words = new ArrayList<>(List.of("--url", URL, "run", key));
    words.addAll(List.of(rest));
    return words;
  }

  private BatonProcess start(String... rest) {
    return BatonProcess.lead(words(key, rest).toArray(String[]::new));
  }

  private Outcome run(String... rest) {
    return BatonProcess.run(words(key, rest).toArray(String[]::new));
  }

  private static void end(BatonProcess baton) {
    baton.signal("TERM");
    assertThat(baton.outcome().code()).isZero();
  }

  private Optional<LockState.Sharing> sharing() {
    return client.lock(key).inspect().sharing();
  }

  @Test
  void commands_thatShare_runTogether_andKeepOthersOut() {
    try (BatonProcess one = start("-s", "-c", UNTIL_TOLD);
        BatonProcess two = start("--shared", "-c", UNTIL_TOLD)) {
      one.awaitOut("fence=");
      two.awaitOut("fence=");
      assertThat(one.out()).as("the same fence").isEqualTo(two.out());
      assertThat(sharing().orElseThrow().count()).isEqualTo(2);
      Outcome refused = run("-n", "--", "echo", "ran");
      assertThat(refused.code()).isEqualTo(1);
      assertThat(refused.err()).contains("is shared by 2, for another");
      assertThat(run("-x", "-n", "--", "echo", "ran").code()).isEqualTo(1);
      assertThat(run("-s", "-n", "--", "echo", "ran")).isEqualTo(new Outcome(0, "ran\n", ""));
      end(one);
      end(two);
    }
    assertThat(sharing()).isEmpty();
    assertThat(run("-n", "--", "echo", "ran").out()).isEqualTo("ran\n");
  }

  @Test
  void commandThatShares_whileAnotherHoldsItAlone_isBusy() throws Exception {
    try (Lease held = client.lock(key).acquire()) {
      Outcome refused = run("-sn", "--", "echo", "ran");
      assertThat(refused.code()).isEqualTo(1);
      assertThat(refused.err()).contains("is held by " + held.ownerToken());
    }
  }

  @Test
  void permits_asManyAsThereAre_areTaken_andGivenBack() {
    try (BatonProcess one = start("--at-most", "3", "--weight", "2", "-c", UNTIL_TOLD)) {
      one.awaitOut("fence=");
      assertThat(sharing().orElseThrow().weight()).isEqualTo(2);
      assertThat(run("--at-most", "3", "-n", "--", "echo", "ran").out()).isEqualTo("ran\n");
      Outcome refused = run("--at-most", "3", "--weight", "2", "-n", "--", "echo", "ran");
      assertThat(refused.code()).isEqualTo(1);
      assertThat(refused.err()).contains("has 2 permits taken, for another");
      end(one);
    }
    assertThat(sharing()).isEmpty();
  }

  @Test
  void commandThatWaitsForPermits_runsWhenTheyAreGivenBack() {
    try (BatonProcess one = start("--at-most", "1", "-c", UNTIL_TOLD)) {
      one.awaitOut("fence=");
      try (BatonProcess two = start("--at-most", "1", "--", "echo", "ran")) {
        await().until(() -> client.lock(key).inspect().waiting() == 1);
        assertThat(Outcome.of("--url", URL, "show", key).out())
            .contains("permits  1 of 1", "1 of 1 permit\n");
        end(one);
        assertThat(two.outcome()).isEqualTo(new Outcome(0, "ran\n", ""));
      }
    }
  }

  /** The token of a share has a star, which means something to grep, and 1*1 matches by chance. */
  @Test
  void baton_killed_takesTheCommandThatSharedAndAllItsProcessesWithIt() {
    String[] two = {"--at-most", "3", "--weight", "2", "--grace", "0.5", "-c", STRAY + UNTIL_TOLD};
    try (BatonProcess baton = start(two)) {
      ProcessHandle stray = baton.printed("stray");
      baton.awaitOut("fence=");
      assertThat(Proc.isRunning(stray)).isTrue();
      baton.signal("KILL");

      BatonProcess.awaitGone(stray);
    }
  }

  @Test
  void share_takenFromItsHolder_endsTheCommand() {
    try (BatonProcess one = start("-s", "-c", UNTIL_TOLD);
        BatonProcess two = start("-s", "-c", UNTIL_TOLD)) {
      one.awaitOut("fence=");
      two.awaitOut("fence=");
      String token = sharing().orElseThrow().holders().get(0).ownerToken();
      Outcome forced = Outcome.of("--url", URL, "force-release", "--yes", key, token);
      assertThat(forced.code()).as(forced.err()).isZero();
      assertThat(forced.out()).contains("taken from ", ": now \"" + key + "\" is shared by ");
      assertThat(sharing().orElseThrow().count()).isEqualTo(1);
      assertThat(Outcome.of("--url", URL, "force-release", "--yes", key, token))
          .matches(it -> it.code() == 1 && it.err().contains("that token does not hold it"));
      Outcome rest = Outcome.of("--url", URL, "force-release", "--yes", key);
      assertThat(rest.out()).contains("is free");
      assertThat(List.of(one.outcome().code(), two.outcome().code())).containsOnly(75);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "-s -x, -x and -s",
    "-x --at-most 2, -x and --at-most",
    "-s --at-most 2, -s and --at-most",
    "-s --at-least 5, not with -s",
    "--at-most 2 --at-least 5, not with --at-most",
    "--at-most 0, 1 or more",
    "--at-most -3, 1 or more",
    "--at-most x, --at-most",
    "--weight 2, say with --at-most",
    "-s --weight 2, not with -s",
    "--at-most 2 --weight 3, from 1 to the 2",
    "--at-most 2 --weight 0, from 1 to the 2"
  })
  void options_thatDoNotGoTogether_areUsageWithAReason(String options, String reason) {
    List<String> words = new ArrayList<>(List.of(options.split(" ")));
    words.addAll(List.of("--", "echo", "ran"));
    Outcome outcome = Outcome.of(words(key, words.toArray(String[]::new)).toArray(String[]::new));
    assertThat(outcome.code()).isEqualTo(64);
    assertThat(outcome.err()).contains(reason);
    assertThat(outcome.out()).isEmpty();
  }
}
