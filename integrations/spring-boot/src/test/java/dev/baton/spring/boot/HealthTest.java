package dev.baton.spring.boot;

import static dev.baton.spring.boot.Contexts.ask;
import static dev.baton.spring.boot.Contexts.runner;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.LockClient;
import dev.baton.testing.server.RedisServer;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;

/** The health {@code baton}. */
class HealthTest {
  private static final String CONTRIBUTOR = "batonHealthContributor";

  @Test
  void server_killed_isDownWithTheReasonAndUpAgainLater() {
    try (RedisServer server = RedisServer.start()) {
      runner()
          .withPropertyValues("baton.url=" + server.patientUri())
          .run(
              context -> {
                assertThat(health(context).getStatus()).isEqualTo(Status.UP);
                assertThat(health(context).getDetails()).containsOnlyKeys("roundTripMicros");
                server.kill();
                Health down = health(context);
                assertThat(down.getStatus()).isEqualTo(Status.DOWN);
                assertThat(down.getDetails().get("error").toString())
                    .contains("BackendException", "lock:baton-health");
                server.restart();
                Eventually.eventually().until(() -> health(context).getStatus().equals(Status.UP));
              });
    }
  }

  @Test
  void right_missing_isDownWithAHint() {
    try (RedisServer server = RedisServer.start()) {
      ask(server, "ACL", "SETUSER", "locks", "on", ">secret", "~jobs:*", "&*", "+@all");
      String url = server.patientUri().replace("//", "//locks:secret@");
      runner()
          .withPropertyValues("baton.url=" + url)
          .run(
              context -> {
                assertThat(health(context).getStatus()).isEqualTo(Status.DOWN);
                assertThat(health(context).getDetails().get("error").toString())
                    .contains("lacks a right", "SECURITY.md");
              });
      runner()
          .withPropertyValues("baton.url=" + url, "baton.locked.prefix=jobs:")
          .run(context -> assertThat(health(context).getStatus()).isEqualTo(Status.UP));
    }
  }

  @Test
  void clients_several_haveTheirOwn() {
    String uri = RedisServer.shared().patientUri();
    runner()
        .withBean("orders", LockClient.class, () -> LockClient.connect(uri))
        .withBean("jobs", LockClient.class, () -> LockClient.connect(uri))
        .run(
            context ->
                assertThat(
                        context.getBean(CONTRIBUTOR, CompositeHealthContributor.class).stream()
                            .map(entry -> entry.name()))
                    .containsExactlyInAnyOrder("orders", "jobs"));
  }

  @Test
  void contributor_notWantedOrOfTheApplication_isNotMade() {
    String url = "baton.url=" + RedisServer.shared().patientUri();
    runner()
        .withPropertyValues(url, "management.health.baton.enabled=false")
        .run(context -> assertThat(context).doesNotHaveBean(CONTRIBUTOR));
    runner()
        .withPropertyValues(url)
        .withBean("batonHealthIndicator", HealthIndicator.class, () -> () -> Health.up().build())
        .run(context -> assertThat(context).doesNotHaveBean(CONTRIBUTOR));
  }

  private static Health health(AssertableApplicationContext context) {
    return context.getBean(CONTRIBUTOR, HealthIndicator.class).health(true);
  }
}
