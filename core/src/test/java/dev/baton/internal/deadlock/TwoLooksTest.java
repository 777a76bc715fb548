package dev.baton.internal.deadlock;

import static dev.baton.internal.deadlock.WaitGraphTest.lock;
import static dev.baton.internal.deadlock.WaitGraphTest.locks;
import static dev.baton.internal.deadlock.WaitGraphTest.told;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.LockState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TwoLooksTest {
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private static List<String> toldOfBoth(List<LockState> first, List<LockState> second) {
    return told(TwoLooks.common(first, second, PAUSE));
  }

  @Test
  void cycle_inBothLooks_isTold_asTheSecondSawIt() {
    List<LockState> both = locks("x: A <- B", "y: B <- A");
    assertThat(toldOfBoth(both, both)).containsExactly("B-x-A-y");
    List<LockState> more = locks("x: A <- B, C", "y: B <- C2, A", "z: C <- D");
    assertThat(toldOfBoth(both, more)).containsExactly("B-x-A-y");
    assertThat(toldOfBoth(more, both)).containsExactly("B-x-A-y");
  }

  @Test
  void cycle_ofHoldsOrWaitsThatAreNotTheSame_isNotTold() {
    List<LockState> first = locks("x: A <- B", "y: B <- A");
    assertThat(toldOfBoth(first, locks("x: A2 <- B", "y: B <- A"))).as("held again").isEmpty();
    assertThat(toldOfBoth(first, locks("x: A <- B2", "y: B <- A"))).as("asked again").isEmpty();
    assertThat(toldOfBoth(first, locks("x: A*1 <- B", "y: B <- A"))).as("shared").isEmpty();
    assertThat(toldOfBoth(locks("x: A*1 <- B", "y: B <- A"), first)).as("alone").isEmpty();
    assertThat(toldOfBoth(first, locks("y: B <- A"))).as("gone").isEmpty();
    assertThat(toldOfBoth(locks("y: B <- A"), first)).as("not looked at before").isEmpty();
  }

  @Test
  void sharers_areKeptOneByOne() {
    List<LockState> first = locks("x: A*1+C*1 <- B", "y: B <- A");
    assertThat(toldOfBoth(first, locks("x: A*1+D*1 <- B", "y: B <- A"))).hasSize(1);
    assertThat(toldOfBoth(first, locks("x: A2*1+C*1 <- B", "y: B <- A"))).isEmpty();
    assertThat(toldOfBoth(first, locks("x: A2*1 <- B", "y: B <- A"))).isEmpty();
  }

  @Test
  void waiter_thatCameAfterTheFirstLook_isAnotherWithTheSameToken() {
    List<LockState> first = locks("x: A <- B", "y: B <- A");
    List<LockState> second =
        List.of(lock("x: A <- B", PAUSE.minusNanos(1)), lock("y: B <- A", PAUSE));
    assertThat(toldOfBoth(first, second)).isEmpty();
  }

  @Test
  void grant_withTheSameTokenAndAnotherFence_isAnother() {
    List<LockState> first = locks("x: A <- B", "y: B <- A");
    LockState x = first.get(0);
    LockState again =
        new LockState(
            x.name(), x.holder(), x.heldFor(), x.expiresIn(), Optional.of(6L), 1, x.waiters());
    assertThat(toldOfBoth(first, List.of(again, first.get(1)))).isEmpty();
  }
}
