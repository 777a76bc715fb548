package dev.baton.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.LockClient;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What docs/grafana/baton.json asks Prometheus for is what a real run gives it. */
class DashboardTest extends OnRedis {
  private static final Pattern SAMPLE = Pattern.compile("^(\\w+)(?:\\{(.*)})? \\S+$");
  private static final Pattern LABEL = Pattern.compile("(\\w+)\\s*(?:=|!=|=~)\\s*\"([^\"]*)\"");
  private static final Pattern SELECTED = Pattern.compile("(\\w+)\\{([^}]*)}");
  private static final Pattern GROUPED = Pattern.compile("by \\(([^)]*)\\)");

  /** What Prometheus puts to each series that it scrapes. */
  private static final Set<String> OF_PROMETHEUS = Set.of("job", "instance");

  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  /** Of each series that was scraped its labels, and their values. */
  private final Map<String, Map<String, Set<String>>> scraped = new HashMap<>();

  private void runAndScrape() throws Exception {
    meters
        .config()
        .meterFilter(
            new MeterFilter() {
              @Override
              public DistributionStatisticConfig configure(
                  Meter.Id id, DistributionStatisticConfig config) {
                return Set.of("baton.acquire", "baton.hold").contains(id.getName())
                    ? DistributionStatisticConfig.builder()
                        .percentilesHistogram(true)
                        .build()
                        .merge(config)
                    : config;
              }
            });
    ObservationRegistry observations = ObservationRegistry.create();
    observations.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));
    LockMeters lockMeters = new LockMeters();
    LockClient client = client(new LockObservations(observations), lockMeters);
    lockMeters.watch(client);
    lockMeters.bindTo(meters);

    DistributedLock lock = client.lock(name);
    Lease lease = lock.acquire();
    assertThat(client().lock(name).tryAcquire()).isEmpty();
    CompletableFuture<Lease> next = lock.acquireAsync().toCompletableFuture();
    lease.release();
    get(next);
    client.close(); // which the lease is lost by
    eventually().until(() -> meters.find("baton.hold.lost").counter() != null);

    for (String line : meters.scrape().split("\n")) {
      Matcher sample = SAMPLE.matcher(line);
      if (sample.matches()) {
        Map<String, Set<String>> labels =
            scraped.computeIfAbsent(sample.group(1), series -> new HashMap<>());
        Matcher label = LABEL.matcher(String.valueOf(sample.group(2)));
        while (label.find()) {
          labels.computeIfAbsent(label.group(1), word -> new HashSet<>()).add(label.group(2));
        }
      }
    }
  }

  private static List<String> queries() throws IOException {
    List<String> queries = new ArrayList<>();
    JsonNode dashboard =
        new ObjectMapper().readTree(Files.readString(docs().resolve("grafana/baton.json")));
    for (JsonNode panel : dashboard.get("panels")) {
      assertThat(panel.get("targets")).as(panel.get("title").asText()).isNotEmpty();
      panel.get("targets").forEach(target -> queries.add(target.get("expr").asText()));
    }
    return queries;
  }

  private static Path docs() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("ARCHITECTURE.md"))) {
      folder = folder.getParent();
    }
    return folder.resolve("docs");
  }

  @Test
  void queries_ofTheDashboard_selectSeriesAndLabelsThatAreScraped() throws Exception {
    runAndScrape();
    assertThat(queries()).hasSizeGreaterThan(10);

    for (String query : queries()) {
      Matcher selected = SELECTED.matcher(query);
      assertThat(selected.find()).as(query).isTrue();
      assertThat(scraped).as(query).containsKey(selected.group(1));
      Map<String, Set<String>> labels = scraped.get(selected.group(1));
      Matcher label = LABEL.matcher(selected.group(2));
      while (label.find()) {
        if (!OF_PROMETHEUS.contains(label.group(1))) {
          assertThat(labels).as(query).containsKey(label.group(1));
          if (!label.group(2).startsWith("$")) {
            assertThat(labels.get(label.group(1))).as(query).contains(label.group(2));
          }
        }
      }
      Matcher grouped = GROUPED.matcher(query);
      while (grouped.find()) {
        for (String by : grouped.group(1).split(", ")) {
          assertThat(OF_PROMETHEUS.contains(by) || labels.containsKey(by)).as(query).isTrue();
        }
      }
      assertThat(selected.find()).as("one series a query: " + query).isFalse();
    }
    hasNoOtherNames();
  }

  /** Also where labels are shown, in variables, and in the page on metrics. */
  private void hasNoOtherNames() throws IOException {
    Set<String> known = new HashSet<>(scraped.keySet());
    scraped.values().forEach(labels -> known.addAll(labels.keySet()));
    for (String file : List.of("grafana/baton.json", "metrics.md")) {
      Set<String> named = new TreeSet<>();
      Matcher word =
          Pattern.compile("\\bbaton_\\w+").matcher(Files.readString(docs().resolve(file)));
      while (word.find()) {
        named.add(word.group());
      }
      assertThat(named).as(file).hasSizeGreaterThan(9);
      assertThat(known).as(file).containsAll(named);
    }
  }
}
