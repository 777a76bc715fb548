package dev.baton.internal.protocol;

import static dev.baton.internal.protocol.Given.MS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A process's turn with a lock: its fences, and whether it goes on. */
class TurnTest {
  private static final long LEASE = 30_000;
  private static final long GRANTED = 1_000 * MS;
  private static final long FIRST = 5_000_000;

  private static Grant grant(long span, boolean othersWait) {
    return new Grant(
        span == 1 ? new Fences.One(FIRST) : new FenceRange(FIRST, FIRST + span - 1, FIRST, GRANTED),
        "value".getBytes(UTF_8),
        GRANTED,
        GRANTED + LEASE * MS,
        /* claimed= */ false,
        othersWait);
  }

  private static Turn turn(long span) {
    return new Turn(grant(span, /* othersWait= */ false), /* mayKeep= */ false, false);
  }

  private static boolean mayPass(Turn turn) {
    Tenure tenure = Tenure.begin(grant(1, false), LEASE, /* autoRenew= */ true, Long.MAX_VALUE);
    return turn.mayPass(tenure, LEASE, GRANTED + MS);
  }

  @Test
  void next_eachHolder_isOneAbove() {
    Turn turn = turn(3);

    assertThat(turn.wasHeld()).isFalse();
    assertThat(turn.lastGiven()).isEqualTo(FIRST);
    assertThat(turn.next()).isEqualTo(FIRST);
    assertThat(turn.wasHeld()).isTrue();
    assertThat(turn.next()).isEqualTo(FIRST + 1);
    assertThat(turn.lastGiven()).isEqualTo(FIRST + 1);
  }

  @Test
  void used_oneSetAside_isNothingToReport() {
    Turn alone = turn(1);
    alone.next();
    Turn many = turn(2);
    many.next();

    assertThat(alone.used()).isZero();
    assertThat(many.used()).isEqualTo(FIRST);
  }

  @Test
  void mayPass_asLongAsFencesAreLeft() {
    Turn turn = turn(2);
    turn.next();
    assertThat(mayPass(turn)).isTrue();

    turn.pass();
    turn.next();
    assertThat(mayPass(turn)).isFalse();
  }

  @Test
  void mayPass_oneFence_isForItsFirstHolderOnly() {
    Turn turn = turn(1);
    assertThat(mayPass(turn)).isTrue();
    assertThat(turn.next()).isEqualTo(FIRST);
    assertThat(mayPass(turn)).isFalse();
    assertThat(turn.firstFence()).isEqualTo(FIRST);
  }

  @Test
  void beganAt_isWhenItWasGranted() {
    assertThat(turn(1).beganAt()).isEqualTo(GRANTED);
  }

  @Test
  void mayPass_othersCameToWait_endsAfterFewer() {
    Turn turn = turn(256);
    turn.next();
    assertThat(turn.othersWait()).isFalse();
    turn.wanted();
    assertThat(turn.othersWait()).isTrue();

    int holders = 1;
    while (mayPass(turn)) {
      turn.pass();
      turn.next();
      holders++;
    }
    assertThat(holders).isEqualTo(32);
  }

  @Test
  void begin_othersWaitByTheGrantOrByAPush_isKnown() {
    assertThat(new Turn(grant(1, true), false, false).othersWait()).isTrue();
    assertThat(new Turn(grant(1, false), false, true).othersWait()).isTrue();
    assertThat(new Turn(grant(1, false), true, false).othersWait()).isFalse();
  }
}
