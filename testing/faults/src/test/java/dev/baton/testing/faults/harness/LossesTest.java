package dev.baton.testing.faults.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testing.faults.worker.WantedLock;
import dev.baton.testing.history.Ending;
import dev.baton.testing.history.History;
import dev.baton.testing.history.Operation;
import dev.baton.testing.history.Outcome;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LossesTest {
  private final Losses losses = new Losses();

  @Test
  void grants_withoutALoss_areOnOnePrimary() {
    assertThat(primaries(1, 2, 3)).containsOnly(0);
  }

  @Test
  void grants_beforeAndAfterALoss_areOnTwoPrimaries() {
    losses.add(1_000_000, 1_000_000);
    List<Integer> primaries = primaries(999_998, 999_999, 1_100_000, 1_100_001);
    assertThat(primaries.get(0)).isEqualTo(primaries.get(1));
    assertThat(primaries.get(1)).isNotEqualTo(primaries.get(2));
    assertThat(primaries.get(2)).isEqualTo(primaries.get(3));
  }

  @Test
  void grants_thatMayHaveComeBeforeOrAfter_areOnPrimariesOfTheirOwn() {
    losses.add(1_000_000, 2_000_000);
    assertThat(primaries(999_999, 1_000_000, 2_000_001, 2_099_999, 2_100_000))
        .doesNotHaveDuplicates();
  }

  @Test
  void grants_ofALockThatExcludesAcrossFailovers_areOnOnePrimaryUnlessTwoGrantedIt() {
    losses.add(1_000_000, 1_000_000);
    assertThat(primaries(WantedLock.QUARANTINED.key(), 1, 2_000_000)).containsOnly(0);
    losses.splitSince(Losses.now() - 1);
    long later = Losses.now() + 1_000_000;
    assertThat(primaries(WantedLock.QUARANTINED.key(), 1, 2_000_000, later))
        .containsExactly(0, 0, 1);
  }

  private List<Integer> primaries(long... fences) {
    return primaries("lock", fences);
  }

  private List<Integer> primaries(String lock, long... fences) {
    History history = new History();
    LongStream.of(fences).mapToObj(fence -> grant(lock, fence)).forEach(history::add);
    return losses.onPrimaries(history).operations().stream().map(Operation::primary).toList();
  }

  private static Operation grant(String lock, long fence) {
    return new Operation(
        lock,
        "client",
        fence,
        Operation.NEVER,
        fence,
        Outcome.GRANTED,
        fence,
        fence,
        fence + 1,
        Ending.RELEASED,
        0);
  }
}
