package dev.baton.testing.faults;

import dev.baton.testing.faults.harness.ClusterSite;
import dev.baton.testing.faults.harness.SentinelSite;
import dev.baton.testing.faults.harness.ServerSite;
import dev.baton.testing.faults.harness.Site;
import dev.baton.testing.faults.inject.Injection;
import dev.baton.testing.faults.inject.ProcessFault;
import dev.baton.testing.faults.worker.Use;
import dev.baton.testing.server.ClusterTopology;
import dev.baton.testing.server.RedisServer;
import dev.baton.testing.server.SentinelTopology;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Where a campaign takes place, with workers on all adapters and every fault there is. */
enum Grounds {
  /** One server, which keeps its data. */
  SERVER("one server") {
    @Override
    CampaignResult campaign(long seed, Use use, Duration time) throws Exception {
      try (ServerSite site = serverSite()) {
        return suffer(seed, use, site, Injection.toServer(), time);
      }
    }
  },
  /** A primary, two replicas, three Sentinels; nothing on disk. */
  SENTINEL("a primary, two replicas and three Sentinels") {
    @Override
    CampaignResult campaign(long seed, Use use, Duration time) throws Exception {
      try (SentinelSite site = new SentinelSite(SentinelTopology.start(Duration.ofSeconds(1)))) {
        return suffer(seed, use, site, Injection.toSentinels(), time);
      }
    }
  },
  /** Three primaries with a replica each; nothing on disk. */
  CLUSTER("a cluster of three primaries with a replica each") {
    @Override
    CampaignResult campaign(long seed, Use use, Duration time) throws Exception {
      try (ClusterSite site = new ClusterSite(ClusterTopology.start(Duration.ofSeconds(2)))) {
        return suffer(seed, use, site, Injection.toCluster(), time);
      }
    }
  };

  private static final int WORKERS = 4;

  private final String words;

  Grounds(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }

  /** As it is asked for. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Workers use locks so, for as long as given and until each kind of fault has been done once. */
  abstract CampaignResult campaign(long seed, Use use, Duration time) throws Exception;

  /** On one server, with one fault of each kind. */
  static CampaignResult briefly(long seed, Use use) throws Exception {
    try (ServerSite site = serverSite()) {
      return suffer(seed, use, site, Injection.toServerBriefly(), Duration.ZERO);
    }
  }

  private static ServerSite serverSite() throws IOException {
    return new ServerSite(
        RedisServer.builder()
            .config("appendonly", "yes")
            .config("appendfsync", "always")
            .config("enable-debug-command", "yes")
            .start());
  }

  /** Hires workers, and lets everything happen. */
  static <S extends Site> CampaignResult suffer(
      long seed, Use use, S site, List<Injection<? super S>> faults, Duration time)
      throws Exception {
    hire(site);
    return new Campaign<>(seed, use, site, faults).run(time);
  }

  private static void hire(Site site) throws IOException {
    for (int i = 0; i < WORKERS; i++) {
      site.hire(ProcessFault.THREADS);
    }
  }
}
