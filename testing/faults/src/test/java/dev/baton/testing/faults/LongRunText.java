package dev.baton.testing.faults;

import dev.baton.testing.faults.worker.Use;
import dev.baton.testing.history.Outcome;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What is written down of a long run.
 *
 * @param grounds where the campaigns took place
 * @param use how locks were held in them
 * @param seed of the first campaign; each next one has the next
 * @param time how long the campaigns were to last together
 * @param campaigns what became of each
 * @param named the recoveries that have a target
 */
record LongRunText(
    Grounds grounds,
    Use use,
    long seed,
    Duration time,
    List<CampaignResult> campaigns,
    RecoveryTimes named) {

  @Override
  public String toString() {
    RecoveryTimes recoveries = new RecoveryTimes();
    campaigns.forEach(campaign -> recoveries.addAll(campaign.recoveries()));
    return """
    Baton under faults, %s, %s, on JDK %s, %d processors, load average at the end %.1f

    asked for: -Dfaults.on=%s -Dfaults.use=%s -Dfaults.minutes=%d -Dfaults.seed=%d; campaigns with seeds %s
    operations checked: %,d (%s)
    granted: %s
    sets granted: %s
    violations: %d
    excused: %s
    looks at queues of which order was checked: %,d
    faults injected: %,d
    left behind: %s

    From the end of a fault until every worker had got a lock again. What a dead holder had is free
    when its lease ends, here after 3 s at the most; holders take up to 0.9 s.
    %s%s"""
        .formatted(
            grounds.words(),
            LocalDate.now(ZoneOffset.UTC),
            System.getProperty("java.version"),
            Runtime.getRuntime().availableProcessors(),
            ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
            grounds.word(),
            use.word(),
            time.toMinutes(),
            seed,
            campaigns.stream().map(CampaignResult::seed).toList(),
            campaigns.stream().mapToLong(campaign -> campaign.report().checked()).sum(),
            operations(),
            counts(sum(CampaignResult::granted)),
            use == Use.SEVERAL ? counts(sum(LongRunText::sets)) : "none",
            campaigns.stream().mapToLong(c -> c.report().violations().size()).sum(),
            counts(sum(CampaignResult::excused)),
            campaigns.stream().mapToLong(c -> c.history().queues().size()).sum(),
            campaigns.stream().mapToLong(CampaignResult::injected).sum(),
            counts(
                campaigns.stream()
                    .flatMap(campaign -> campaign.leftovers().stream())
                    .collect(Collectors.groupingBy(any -> any, Collectors.counting()))),
            recoveries,
            grounds == Grounds.SERVER ? targets() : "")
        .replaceAll("(?m) +$", "");
  }

  private static Map<String, Long> sets(CampaignResult campaign) {
    return campaign.atOnce().entrySet().stream()
        .collect(Collectors.toMap(e -> "of " + e.getKey(), Map.Entry::getValue));
  }

  private String targets() {
    if (use == Use.SEVERAL) {
      return "";
    }
    return """

    From what happened until the next one held the lock (targets: killed waiter none; killed holder,
    or leader, whose lease is 1.5 s, lease + 100 ms; lost push 3 s claim + 100 ms; server restart 1,000 ms).
    %s"""
        .formatted(named);
  }

  private String operations() {
    return counts(
        sum(
            campaign ->
                campaign.report().operations().entrySet().stream()
                    .collect(Collectors.toMap(e -> word(e.getKey()), Map.Entry::getValue))));
  }

  private static String word(Outcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private Map<String, Long> sum(Function<CampaignResult, Map<String, Long>> counts) {
    Map<String, Long> sum = new TreeMap<>();
    campaigns.forEach(
        campaign -> counts.apply(campaign).forEach((what, n) -> sum.merge(what, n, Long::sum)));
    return sum;
  }

  private static String counts(Map<String, Long> counts) {
    return counts.isEmpty()
        ? "none"
        : counts.entrySet().stream()
            .map(e -> "%,d %s".formatted(e.getValue(), e.getKey()))
            .collect(Collectors.joining(", "));
  }
}
