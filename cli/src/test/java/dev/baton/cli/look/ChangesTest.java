package dev.baton.cli.look;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.LockState;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
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

  private static LockState shared(
      boolean limited, List<LockState.Waiter> waiters, String... tokens) {
    List<LockState.Holder> holders =
        Stream.of(tokens)
            .map(token -> new LockState.Holder(token, 1, Duration.ofSeconds(9)))
            .toList();
    return new LockState(
        "k",
        Optional.of(tokens[tokens.length - 1]),
        limited ? Optional.empty() : Optional.of(Duration.ofSeconds(61)),
        Optional.of(Duration.ofSeconds(9)),
        Optional.of(1_700_000_000_000_000L),
        waiters.size(),
        waiters,
        Optional.of(new LockState.Sharing(holders.size(), holders.size(), limited, holders)));
  }

  private static final List<LockState.Waiter> OF_BOTH_KINDS =
      List.of(
          new LockState.Waiter(B, Duration.ofSeconds(2)),
          new LockState.Waiter(
              "app@c:3/z.1",
              Duration.ofSeconds(1),
              Optional.of(new LockState.Share(2, OptionalInt.of(5)))));

  @Test
  void sharers_comingAndGoing_areTold() {
    LockState one = shared(false, List.of(), "app@a:1/x.1*1");
    LockState two = shared(false, OF_BOTH_KINDS, "app@b:2/y.9*1", "app@a:1/x.1*1");
    assertThat(Changes.between(Optional.empty(), one))
        .containsExactly("shared by app on a (1), fence 1700000000000000");
    assertThat(between(state(A, 9_000), one))
        .containsExactly("shared by app on a (1), fence 1700000000000000");
    assertThat(between(one, two))
        .containsExactly(
            "shared by app on b (2)",
            "waiting: app on b (2), exclusive",
            "waiting: app on c (3), 2 of 5 permits");
    assertThat(between(two, shared(false, OF_BOTH_KINDS, "app@b:2/y.9*1")))
        .containsExactly("shared no more by app on a (1)");
    assertThat(between(one, state("", 0)))
        .containsExactly("shared no more by app on a (1)", "free");
    assertThat(between(one, state(B + "#1700000000000001", 3_000)))
        .containsExactly(
            "shared no more by app on a (1)", "held by app on b (2), fence 1700000000000000");
  }

  @Test
  void waiterWhoGotAShare_isNotSaidToWaitNoMore() {
    assertThat(
            between(shared(false, OF_BOTH_KINDS, "a*1"), shared(false, List.of(), "a*1", B + "*1")))
        .containsExactly("shared by app on b (2)", "waits no more: app on c (3)");
  }

  @Test
  void page_ofReaders_hasALineForEach() {
    LocalDateTime now = LocalDateTime.of(2026, 1, 2, 3, 4, 5);
    LockState state = shared(false, OF_BOTH_KINDS, "app@a:1/x.1*1", "theirs", "app@b:2/y.9*1");
    assertThat(LockPage.lines(state, now, 2))
        .containsExactly(
            "\"k\"",
            "  shared   for 1 min 1 s, since 2026-01-02 03:03:04",
            "  expires  in 9.0 s at the latest, unless renewed",
            "  fence    1700000000000000",
            "  holders  3",
            "        1. app on a (1)  expires in 9.0 s, token app@a:1/x.1*1",
            "        2. theirs        expires in 9.0 s",
            "           and 1 more",
            "  waiting  2",
            "        1. app on b (2)  for 2.0 s, exclusive",
            "        2. app on c (3)  for 1.0 s, 2 of 5 permits");
  }

  @Test
  void page_ofPermits_tellsHowManyAreTaken() {
    assertThat(LockPage.lines(shared(true, OF_BOTH_KINDS, "a*1"), LocalDateTime.MIN, 2))
        .contains("  permits  1 of 5", "  expires  in 9.0 s, unless renewed")
        .contains("        1. a*1  expires in 9.0 s, 1 permit")
        .noneMatch(line -> line.startsWith("  shared"));
    assertThat(LockPage.lines(shared(true, List.of(), "a*1"), LocalDateTime.MIN, 2))
        .contains("  permits  1");
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
            "        1. app on b (2)  for 2.5 s",
            "        2. app on b (2)  for 2.5 s",
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
