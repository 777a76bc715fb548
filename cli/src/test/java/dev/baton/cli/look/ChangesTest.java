package dev.baton.cli.look;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.LockState;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What happened to a lock between two looks, and how one look is told. */
class ChangesTest {
  private static final String A = "app@a:1/x.1#1700000000000000";
  private static final String B = "app@b:2/y.1";

  private static LockState state(String holder, long expiresInMillis, String... waiters) {
    return new LockState(
        "k",
        holder.isEmpty() ? Optional.empty() : Optional.of(holder),
        holder.isEmpty() ? Optional.empty() : Optional.of(Duration.ofSeconds(61)),
        holder.isEmpty() ? Optional.empty() : Optional.of(Duration.ofMillis(expiresInMillis)),
        Optional.of(1_700_000_000_000_000L),
        waiters.length,
        Stream.of(waiters).map(w -> new LockState.Waiter(w, Duration.ofMillis(2_500))).toList());
  }

  private static List<String> between(LockState before, LockState now) {
    return Changes.between(Optional.of(before), now);
  }

  @Test
  void firstLook_tellsHowItStands() {
    assertThat(Changes.between(Optional.empty(), state("", 0))).containsExactly("free");
    assertThat(Changes.between(Optional.empty(), state(A, 9_000, B)))
        .containsExactly("held by app on a (1), fence 1700000000000000", "waiting: app on b (2)");
  }

  @Test
  void nothingHappened_tellsNothing() {
    assertThat(between(state(A, 9_000, B), state(A, 8_000, B))).isEmpty();
    assertThat(between(state("", 0), state("", 0))).isEmpty();
  }

  @Test
  void renewal_isTold() {
    assertThat(between(state(A, 8_000), state(A, 9_000)))
        .containsExactly("renewed by app on a (1)");
  }

  @Test
  void handover_tellsTheNewHolderAndNotThatItWaitsNoMore() {
    assertThat(between(state(A, 8_000, B), state(B + "#1700000000000001", 3_000)))
        .containsExactly("held by app on b (2), fence 1700000000000000");
  }

  @Test
  void waiters_comingAndGoing_areTold() {
    assertThat(between(state(A, 8_000, B), state(A, 8_000, "mine")))
        .containsExactly("waiting: mine", "waits no more: app on b (2)");
    assertThat(between(state(A, 8_000), state("", 0))).containsExactly("free");
  }

  @Test
  void page_held_hasAFieldALine() {
    LocalDateTime now = LocalDateTime.of(2026, 1, 2, 3, 4, 5);
    assertThat(LockPage.lines(state(A, 9_000, B, B, B), now, 2))
        .containsExactly(
            "\"k\"",
            "  holder   app on a (1)",
            "  token    " + A,
            "  held     for 1 min 1 s, since 2026-01-02 03:03:04",
            "  expires  in 9.0 s, unless renewed",
            "  fence    1700000000000000",
            "  waiting  3",
            "        1. app on b (2)                             for 2.5 s",
            "        2. app on b (2)                             for 2.5 s",
            "           and 1 more");
  }

  @Test
  void page_tokenOfAnotherMake_saysSoAndCannotSteerTheTerminal() {
    assertThat(LockPage.lines(state("\u001b[2Jx", 9_000), LocalDateTime.MIN.plusYears(1), 2))
        .contains("  token    \\x1b[2Jx  (a caller's own)")
        .noneMatch(line -> line.indexOf('\u001b') >= 0);
    LockState foreign =
        new LockState(
            "k",
            Optional.of("theirs"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            0,
            List.of());
    assertThat(LockPage.lines(foreign, LocalDateTime.MIN, 2))
        .containsExactly(
            "\"k\"",
            "  token    theirs  (another library's)",
            "  held     since when is not known",
            "  expires  never: only a release frees it",
            "  waiting  nobody");
  }
}
