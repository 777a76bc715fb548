package dev.baton.cli.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.LockState;
import dev.baton.cli.base.Json;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HistoryTest {
  private static final long T = 1_700_000_000_000_000L;
  private final History history = new History();

  /** A lock that its holder was granted at a moment, seen by a server at another. */
  private static LockState held(String process, long granted, long serverNow) {
    return new LockState(
        "k",
        Optional.of(process + "/a.1#" + granted),
        Optional.of(Duration.of(serverNow - granted, ChronoUnit.MICROS)),
        Optional.empty(),
        Optional.of(granted),
        0,
        List.of());
  }

  private static LockState free() {
    return new LockState(
        "k", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), 0, List.of());
  }

  private List<String> spans() {
    return history.since(0).stream()
        .map(Json::toString)
        .map(
            json ->
                json.replaceAll(
                    ".*\"application\":\"(\\w+)\".*\"from\":(\\d+).*\"until\":(\\d+).*",
                    "$1 $2 $3"))
        .toList();
  }

  @Test
  void history_ofHandovers_placesEachGrantByItsFence() {
    history.saw(held("a@h:1", T, T + 100), T + 100);
    history.saw(held("a@h:1", T, T + 350), T + 350);
    history.saw(held("b@h:2", T + 420, T + 600), T + 600);

    assertThat(spans())
        .containsExactly("a " + T + " " + (T + 350), "b " + (T + 420) + " " + (T + 600));
  }

  @Test
  void history_ofAServerWhoseClockIsAhead_goesByThatClock() {
    history.saw(held("a@h:1", T, T + 100), T - 5_000_000 + 100);
    history.saw(held("a@h:1", T, T + 300), T - 5_000_000 + 300);

    assertThat(spans()).containsExactly("a " + T + " " + (T + 300));
    assertThat(history.serverMicros(T - 5_000_000)).isEqualTo(T);
  }

  @Test
  void history_freeInBetween_endsWhereTheHolderWasSeenLast() {
    history.saw(held("a@h:1", T, T + 100), T + 100);
    history.saw(free(), T + 350);
    history.saw(held("a@h:1", T + 500, T + 600), T + 600);

    assertThat(spans())
        .containsExactly("a " + T + " " + (T + 100), "a " + (T + 500) + " " + (T + 600));
  }

  @Test
  void history_ofATokenOfAnotherMake_beginsWhereItWasSeen() {
    LockState foreign =
        new LockState(
            "k",
            Optional.of("x".repeat(4_000)),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            0,
            List.of());
    history.saw(foreign, T);
    history.saw(foreign, T + 250);

    assertThat(history.since(0)).hasSize(1);
    assertThat(history.since(0).get(0).toString())
        .contains("\"exact\":false", "\"from\":" + T, "\"until\":" + (T + 250))
        .hasSizeLessThan(400);
  }

  @Test
  void history_ofVeryManyGrants_forgetsTheOldest() {
    for (long t = T; t < T + 5_000; t++) {
      history.saw(held("a@h:1", t, t + 1), t + 1);
    }

    assertThat(spans()).hasSize(301).last().isEqualTo("a " + (T + 4_999) + " " + (T + 5_000));
    assertThat(history.since(T + 4_990)).hasSizeLessThan(15);
  }
}
