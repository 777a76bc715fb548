package dev.baton.spring.boot;

import static dev.baton.spring.boot.Contexts.nodes;
import static dev.baton.spring.boot.Contexts.runner;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.spring.boot.BatonProperties.Adapter;
import dev.baton.testing.server.ClusterTopology;
import dev.baton.testing.server.SentinelTopology;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;

/** A cluster, and a primary that Sentinels name, by {@code spring.data.redis}. */
class TopologiesTest {

  @ParameterizedTest
  @EnumSource
  void cluster_ofConnectionDetails_hasTheLocksOfAllSlots(Adapter adapter) {
    try (ClusterTopology cluster = ClusterTopology.start()) {
      runner(adapter)
          .withPropertyValues("spring.data.redis.cluster.nodes=" + nodes(cluster.seeds()))
          .run(
              context -> {
                for (int i = 0; i < 12; i++) {
                  takes(context, "lock:" + i);
                }
              });
    }
  }

  @ParameterizedTest
  @EnumSource
  void primary_ofSentinels_isFollowed(Adapter adapter) {
    try (SentinelTopology sentinels = SentinelTopology.start()) {
      runner(adapter)
          .withPropertyValues(
              "spring.data.redis.sentinel.master=" + SentinelTopology.NAME,
              "spring.data.redis.sentinel.nodes=" + nodes(sentinels.sentinels()))
          .run(
              context -> {
                takes(context, "before");
                sentinels.switchOver();
                LockClient client = context.getBean(LockClient.class);
                Eventually.eventually()
                    .ignoreExceptions()
                    .until(
                        () -> {
                          client.lock("after").acquire().release();
                          return true;
                        });
              });
    }
  }

  private static void takes(AssertableApplicationContext context, String name)
      throws InterruptedException {
    LockClient client = context.getBean(LockClient.class);
    try (Lease lease = client.lock(name).acquire()) {
      assertThat(lease.isHeld()).isTrue();
      assertThat(client.lock(name).isLocked()).isTrue();
    }
  }
}
