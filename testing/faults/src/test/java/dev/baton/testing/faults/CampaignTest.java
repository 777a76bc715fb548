package dev.baton.testing.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testing.faults.worker.Use;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The short form: each kind of fault once, or one of each kind, in an order of chance. */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class CampaignTest {
  @Test
  void locks_underEveryFault_keepTheirPromises() throws Exception {
    CampaignResult result = Grounds.SERVER.campaign(Seed.given(), Use.SHARED, Duration.ZERO);

    result.printAndAssertClean();
    assertThat(result.report().checked()).isGreaterThan(1_000);
    assertThat(result.granted()).as("ways in which locks were held").hasSize(6);
    assertThat(result.history().queues()).isNotEmpty();
  }

  @Test
  void locksOfSets_underFaults_keepTheirPromises() throws Exception {
    CampaignResult result = Grounds.briefly(Seed.given(), Use.SEVERAL);

    result.printAndAssertClean();
    assertThat(result.report().checked()).isGreaterThan(1_000);
    assertThat(result.atOnce()).as("sets, by their size").containsKeys(2L, 3L, 4L, 5L);
  }

  @Test
  void leaders_underFaults_leadOneAfterTheOther() throws Exception {
    CampaignResult result = Grounds.briefly(Seed.given(), Use.ELECTION);

    result.printAndAssertClean();
    assertThat(result.history().works()).hasSizeGreaterThan(100);
  }
}
