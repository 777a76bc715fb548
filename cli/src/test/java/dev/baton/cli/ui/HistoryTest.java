package dev.baton.cli.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.LockState;
import dev.baton.cli.base.Json;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
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

  private static LockState shared(long since, long serverNow, String... processes) {
    List<LockState.Holder> holders =
        Stream.of(processes)
            .map(process -> new LockState.Holder(process + "/a.1*1", 1, Duration.ofSeconds(9)))
            .toList();
    return new LockState(
        "k",
        Optional.of(holders.get(0).ownerToken()),
        Optional.of(Duration.of(serverNow - since, ChronoUnit.MICROS)),
        Optional.of(Duration.ofSeconds(9)),
        Optional.of(since),
        0,
        List.of(),
        Optional.of(
            new LockState.Sharing(holders.size(), holders.size(), /* limited= */ false, holders)));
  }

  @Test
  void history_ofThoseWhoShareIt_hasEachFromWhereItWasSeen() {
    history.saw(shared(T, T + 100, "a@h:1"), T - 5_000_000 + 100);
    history.saw(shared(T, T + 350, "b@h:2", "a@h:1"), T - 5_000_000 + 350);
    history.saw(shared(T, T + 600, "b@h:2"), T - 5_000_000 + 600);
    assertThat(spans())
        .containsExactly("a " + (T + 100) + " " + (T + 350), "b " + (T + 350) + " " + (T + 600));
    assertThat(history.since(0)).allMatch(json -> json.toString().contains("\"exact\":false"));

    history.saw(held("c@h:3", T + 700, T + 900), T - 5_000_000 + 900);
    assertThat(spans()).endsWith("c " + (T + 700) + " " + (T + 900)).hasSize(3);
    history.saw(shared(T + 1_000, T + 1_100, "a@h:1"), T - 5_000_000 + 1_100);
    assertThat(spans()).endsWith("a " + (T + 1_100) + " " + (T + 1_100)).hasSize(4);
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
