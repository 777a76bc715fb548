package dev.baton.internal.renew;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.internal.protocol.Tenure;
import dev.baton.internal.script.Call;
import dev.baton.internal.script.LockKeys;
import dev.baton.internal.script.RenewReply;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Which lease is due next, beside a map from each to its time. */
class ScheduleTest {
  private static final int LEASES = 60;
  private static final int STEPS = 3_000;

  private final Schedule<Due> schedule = new Schedule<>();
  private final Map<Due, Long> expected = new HashMap<>();

  @Test
  void anyStepsInAnyOrder_theFirstIsTheEarliestAndNoneIsLost() {
    Random random = new Random(7);
    List<Due> leases = new ArrayList<>();
    for (int i = 0; i < LEASES; i++) {
      leases.add(new Due());
    }
    for (int i = 0; i < STEPS; i++) {
      Due lease = leases.get(random.nextInt(LEASES));
      int step = random.nextInt(10);
      if (step < 6) {
        long at = random.nextInt(100);
        schedule.put(lease, at);
        expected.put(lease, at);
      } else if (step < 8) {
        schedule.remove(lease);
        expected.remove(lease);
      } else if (!expected.isEmpty()) {
        long earliest = schedule.firstAt();
        assertThat(expected.remove(schedule.takeFirst())).isEqualTo(earliest);
      }
      check(lease);
    }
    long before = Long.MIN_VALUE;
    while (!schedule.isEmpty()) {
      assertThat(schedule.firstAt()).isGreaterThanOrEqualTo(before);
      before = schedule.firstAt();
      expected.remove(schedule.takeFirst());
    }
    assertThat(expected).isEmpty();
  }

  private void check(Due touched) {
    assertThat(schedule.firstAt())
        .isEqualTo(expected.values().stream().min(Long::compare).orElse(Long.MAX_VALUE));
    assertThat(schedule.has(touched)).isEqualTo(expected.containsKey(touched));
    assertThat(schedule.size()).isEqualTo(expected.size());
    assertThat(schedule.all()).containsExactlyInAnyOrderElementsOf(expected.keySet());
  }

  /** A lease of which nothing but its time matters. */
  private static final class Due extends Renewable {
    @Override
    public LockKeys keys() {
      throw new AssertionError();
    }

    @Override
    public String lockName() {
      throw new AssertionError();
    }

    @Override
    public Tenure tenure() {
      throw new AssertionError();
    }

    @Override
    public void reschedule(UnaryOperator<Tenure> change) {
      throw new AssertionError();
    }

    @Override
    public boolean ended() {
      throw new AssertionError();
    }

    @Override
    public void ranOut() {
      throw new AssertionError();
    }

    @Override
    public void beforeRenewal() {
      throw new AssertionError();
    }

    @Override
    public Call<RenewReply> renewal(long millis) {
      throw new AssertionError();
    }

    @Override
    public void renewed(RenewReply reply, long sentAt, long millis) {
      throw new AssertionError();
    }
  }
}
