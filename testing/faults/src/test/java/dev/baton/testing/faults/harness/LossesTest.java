package dev.baton.testing.faults.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testing.faults.worker.WantedLock;
import dev.baton.testing.history.Ending;
import dev.baton.testing.history.History;
import dev.baton.testing.history.Mode;
import dev.baton.testing.history.Operation;
import dev.baton.testing.history.Outcome;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
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

  @Test
  void readers_whoJoinThoseFromBeforeALoss_areInFrontOfAllThatWasGrantedBetween() {
    long lossAt = lossOfNow();
    Operation before = read(lossAt - 500, earlier());
    Operation writer = grant("lock", lossAt - 300);
    Operation joined = read(lossAt - 500, later());
    Operation joinedToo = read(lossAt - 500, later());
    Operation next = grant("lock", lossAt + 200_000);
    Map<Operation, Integer> primaries = onPrimaries(before, writer, joined, joinedToo, next);
    assertThat(primaries.get(before)).isEqualTo(primaries.get(writer));
    assertThat(primaries.get(joined)).isLessThan(primaries.get(before));
    assertThat(primaries.get(joinedToo)).isEqualTo(primaries.get(joined));
    assertThat(primaries.get(next)).isGreaterThan(primaries.get(before));
  }

  @Test
  void permits_whichAreNumberedByTheClock_areWhereTheirNumberIs() {
    long lossAt = lossOfNow();
    Operation before = read(lossAt - 500, earlier()).inMode(Mode.permits(1, 2));
    Operation late = read(lossAt - 400, later()).inMode(Mode.permits(1, 2));
    Map<Operation, Integer> primaries = onPrimaries(before, late);
    assertThat(primaries.get(late)).isEqualTo(primaries.get(before));
  }

  private long lossOfNow() {
    long at = Losses.now();
    losses.add(at, at);
    return at;
  }

  private static long earlier() {
    return System.nanoTime() - TimeUnit.HOURS.toNanos(1);
  }

  private static long later() {
    return System.nanoTime() + TimeUnit.HOURS.toNanos(1);
  }

  private Map<Operation, Integer> onPrimaries(Operation... grants) {
    History history = new History();
    List.of(grants).forEach(history::add);
    return losses.onPrimaries(history).operations().stream()
        .collect(Collectors.toMap(grant -> grant.onPrimary(0), Operation::primary));
  }

  private static Operation read(long fence, long answeredAt) {
    return new Operation(
        "lock",
        "client",
        answeredAt,
        Operation.NEVER,
        answeredAt,
        Outcome.GRANTED,
        fence,
        answeredAt,
        answeredAt + 1,
        Ending.RELEASED,
        0,
        Mode.READ);
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
