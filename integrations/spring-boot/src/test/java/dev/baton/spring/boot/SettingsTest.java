package dev.baton.spring.boot;

import static dev.baton.spring.boot.Contexts.bare;
import static dev.baton.spring.boot.Contexts.has;
import static dev.baton.spring.boot.Contexts.runner;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.FailoverPolicy;
import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.LockListener;
import dev.baton.LockOptions;
import dev.baton.jedis.JedisConnector;
import dev.baton.lettuce.LettuceConnector;
import dev.baton.spi.Connector;
import dev.baton.testing.server.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** What configuration and beans change in the lock client. */
class SettingsTest {
  private final RedisServer server = RedisServer.shared();
  private final String name = UUID.randomUUID().toString();
  private final ApplicationContextRunner runner =
      runner().withPropertyValues("baton.url=" + server.patientUri());

  @Test
  void options_unsaid_areTheDefaults() {
    runner.run(context -> assertThat(options(context)).isEqualTo(LockOptions.defaults()));
  }

  @Test
  void options_said_areThoseOfLocksNamedWithoutAny() {
    runner
        .withPropertyValues(
            "baton.lease-duration=20s",
            "baton.max-hold=5m",
            "baton.strict-fifo=true",
            "baton.failover.replicas=1",
            "baton.failover.quarantine=true")
        .run(
            context ->
                assertThat(options(context))
                    .isEqualTo(
                        LockOptions.defaults()
                            .leaseDuration(Duration.ofSeconds(20))
                            .maxHold(Duration.ofMinutes(5))
                            .strictFifo(true)
                            .failover(FailoverPolicy.acknowledgedBy(1).withQuarantine())));
  }

  @Test
  void stickyFor_said_keepsALock() {
    runner
        .withPropertyValues("baton.sticky-for=1m", "baton.fence-retention=2m")
        .run(
            context -> {
              context.getBean(LockClient.class).lock(name).acquire().release();
              assertThat(has(server, name)).isTrue();
            });
    assertThat(has(server, name)).isFalse();
  }

  @Test
  void prefix_said_isWhatKeysBeginWith() {
    runner
        .withPropertyValues("baton.prefix=team1:")
        .run(
            context -> {
              Lease lease = context.getBean(LockClient.class).lock(name).acquire();
              assertThat(has(server, "team1:" + name)).isTrue();
              lease.release();
            });
  }

  @ParameterizedTest
  @CsvSource({
    "spring.application.name=orders, orders",
    "spring.application.name=order service, order-service",
    "baton.application=night, night",
    "unsaid=, application"
  })
  void application_isNamedInOwnerTokens(String property, String named) {
    runner
        .withPropertyValues(property)
        .run(
            context -> {
              Lease lease = context.getBean(LockClient.class).lock(name).acquire();
              assertThat(lease.ownerToken()).startsWith(named + "@");
              lease.release();
            });
  }

  @Test
  void commandTimeout_said_isThatOfTheConnection() {
    runner
        .withPropertyValues("baton.command-timeout=2h")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .hasMessageContaining("PT2H is not between 1 ms and 1 hour"));
  }

  @Test
  void connectInBackground_startsWithoutAServer() {
    runner()
        .withPropertyValues("baton.url=redis://127.0.0.1:1", "baton.connect-in-background=true")
        .run(context -> assertThat(context).hasNotFailed().hasSingleBean(LockClient.class));
  }

  @Test
  void customizers_allOfThem_comeAfterConfiguration() {
    runner
        .withPropertyValues("baton.lease-duration=20s")
        .withBean(
            "some",
            LockClientBuilderCustomizer.class,
            () ->
                builder ->
                    builder.defaultOptions(
                        LockOptions.defaults().leaseDuration(Duration.ofSeconds(40))))
        .withBean(
            "others",
            LockClientBuilderCustomizer.class,
            () -> builder -> builder.application("customized"))
        .run(
            context -> {
              assertThat(options(context).leaseDuration()).contains(Duration.ofSeconds(40));
              Lease lease = context.getBean(LockClient.class).lock(name).acquire();
              assertThat(lease.ownerToken()).startsWith("customized@");
              lease.release();
            });
  }

  @Test
  void listeners_allOfThem_areTold() {
    Queue<String> told = new ConcurrentLinkedQueue<>();
    runner
        .withBean("one", LockListener.class, () -> told("one", told))
        .withBean("two", LockListener.class, () -> told("two", told))
        .run(
            context -> {
              context.getBean(LockClient.class).lock(name).acquire().release();
              assertThat(told).contains("one " + name, "two " + name);
            });
  }

  private static LockListener told(String who, Queue<String> told) {
    return new LockListener() {
      @Override
      public void acquired(Acquired acquisition) {
        told.add(who + " " + acquisition.lockName());
      }
    };
  }

  @Test
  void adapter_ofTwo_isTheOneThatWasNamed() {
    List<Connector> made = new ArrayList<>();
    for (String adapter : List.of("lettuce", "jedis")) {
      bare()
          .withPropertyValues("baton.url=" + server.patientUri(), "baton.adapter=" + adapter)
          .run(context -> made.add(context.getBean(Connector.class)));
    }
    assertThat(made).hasSize(2);
    assertThat(made.get(0)).isInstanceOf(LettuceConnector.class);
    assertThat(made.get(1)).isInstanceOf(JedisConnector.class);
  }

  @Test
  void adapter_ofTwoUnnamed_isAFailureThatNamesTheKey() {
    bare()
        .withPropertyValues("baton.url=" + server.patientUri())
        .run(context -> assertThat(action(context)).contains("baton.adapter", "exclude"));
  }

  @ParameterizedTest
  @CsvSource({
    "dev.baton.jedis, LettuceConnector",
    "redis.clients, LettuceConnector",
    "dev.baton.lettuce, JedisConnector",
    "io.lettuce, JedisConnector"
  })
  void adapter_theOnlyOne_needsNoName(String missing, String made) {
    bare()
        .withClassLoader(new FilteredClassLoader(missing))
        .withPropertyValues("baton.url=" + server.patientUri())
        .run(
            context ->
                assertThat(context.getBean(Connector.class).getClass().getSimpleName())
                    .isEqualTo(made));
  }

  @Test
  void adapter_none_isAFailureThatNamesTheArtifacts() {
    bare()
        .withClassLoader(new FilteredClassLoader("dev.baton.jedis", "io.lettuce"))
        .withPropertyValues("baton.url=" + server.patientUri())
        .run(context -> assertThat(action(context)).contains("baton-lettuce", "baton-jedis"));
  }

  @Test
  void adapter_namedButMissing_isAFailureThatNamesTheArtifact() {
    bare()
        .withClassLoader(new FilteredClassLoader("dev.baton.jedis"))
        .withPropertyValues("baton.url=" + server.patientUri(), "baton.adapter=jedis")
        .run(context -> assertThat(action(context)).contains("baton-jedis"));
  }

  private static String action(AssertableApplicationContext context) {
    Throwable failure = context.getStartupFailure();
    assertThat(failure).isNotNull();
    return new NoLockClientFailureAnalyzer().analyze(failure).getAction();
  }

  private LockOptions options(AssertableApplicationContext context) {
    return context.getBean(LockClient.class).lock(name).options();
  }
}
