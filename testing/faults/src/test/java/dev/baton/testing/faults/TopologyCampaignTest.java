package dev.baton.testing.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testing.faults.worker.Use;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same where several servers stand for one: each kind of fault once. */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class TopologyCampaignTest {
  @ParameterizedTest
  @EnumSource(names = "SERVER", mode = EnumSource.Mode.EXCLUDE)
  void locks_underEveryFaultOfATopology_keepTheirPromises(Grounds grounds) throws Exception {
    CampaignResult result = grounds.campaign(Seed.given(), Use.SHARED, Duration.ZERO);

    result.printAndAssertClean();
    assertThat(result.report().checked()).isGreaterThan(1_000);
    assertThat(result.granted()).as("ways in which locks were held").hasSize(6);
  }
}
