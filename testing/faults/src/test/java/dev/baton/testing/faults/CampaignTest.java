package dev.baton.testing.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testing.faults.harness.Site;
import dev.baton.testing.faults.inject.Injection;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The short form: each kind of fault once, in an order of chance. */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class CampaignTest {
  @Test
  void locks_underEveryFault_keepTheirPromises() throws Exception {
    try (Site site = Campaign.site()) {
      CampaignResult result = new Campaign(Seed.given(), site, Injection.all()).run(Duration.ZERO);

      result.printAndAssertClean();
      assertThat(result.report().checked()).isGreaterThan(1_000);
      assertThat(result.history().queues()).isNotEmpty();
    }
  }
}
