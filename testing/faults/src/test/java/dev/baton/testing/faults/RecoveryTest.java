package dev.baton.testing.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testing.faults.worker.Adapter;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bounds so wide that only what never happens by itself exceeds them; the figures are printed. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class RecoveryTest {
  private static final long BUSY_MACHINE = TimeUnit.SECONDS.toNanos(30);

  private final RecoveryTimes times = new RecoveryTimes();

  @AfterEach
  void print() {
    System.out.println(times);
  }

  @ParameterizedTest
  @EnumSource
  void waiter_killed_isPassedOverByTheReleaseItself(Adapter adapter) throws Exception {
    assertThat(new Recovery(adapter, times).ofKilledWaiter()).isLessThan(BUSY_MACHINE);
  }

  @ParameterizedTest
  @EnumSource
  void holder_killed_isSucceededOnceItsLeaseEnds(Adapter adapter) throws Exception {
    assertThat(new Recovery(adapter, times).ofKilledHolder()).isLessThan(BUSY_MACHINE);
  }

  @ParameterizedTest
  @EnumSource
  void leader_killed_isSucceededOnceItsLeaseHasEnded(Adapter adapter) throws Exception {
    assertThat(new Recovery(adapter, times).ofKilledLeader()).isLessThan(BUSY_MACHINE);
  }

  @ParameterizedTest
  @EnumSource
  void push_lost_isMadeUpForByAPoll(Adapter adapter) throws Exception {
    assertThat(new Recovery(adapter, times).ofLostPush(6_000)).isLessThan(BUSY_MACHINE);
  }

  @ParameterizedTest
  @EnumSource
  void server_restarted_isHeardByWhoWaited(Adapter adapter) throws Exception {
    assertThat(new Recovery(adapter, times).ofRestart()).isLessThan(BUSY_MACHINE);
  }
}
