package dev.baton.spring.boot;

import static dev.baton.spring.boot.Contexts.and;
import static dev.baton.spring.boot.Contexts.ask;
import static dev.baton.spring.boot.Contexts.has;
import static dev.baton.spring.boot.Contexts.runner;
import static dev.baton.spring.boot.Contexts.springData;
import static dev.baton.spring.boot.Contexts.withoutSpringData;
import static dev.baton.spring.boot.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.BackendException;
import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.lettuce.LettuceConnector;
import dev.baton.spi.Connector;
import dev.baton.spi.Credentials;
import dev.baton.spring.boot.BatonProperties.Adapter;
import dev.baton.testing.server.RedisServer;
import dev.baton.testing.server.RespConnection;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;

/** Where the lock client connects to. */
class WhenceTest {
  private static final String NOWHERE = "redis://127.0.0.1:1";

  private final RedisServer server = RedisServer.shared();
  private final String name = UUID.randomUUID().toString();

  @Test
  void lockClient_ofTheApplication_isTheOnlyOne() {
    runner()
        .withBean("own", LockClient.class, () -> LockClient.connect(server.patientUri()))
        .withPropertyValues("baton.url=" + NOWHERE)
        .run(
            context -> {
              assertThat(context).getBeanNames(LockClient.class).containsExactly("own");
              assertThat(context).doesNotHaveBean(Connector.class);
            });
  }

  @Test
  void connector_ofTheApplication_comesBeforeTheUrl() {
    runner()
        .withBean(Connector.class, () -> LettuceConnector.of(server.patientUri()))
        .withPropertyValues("baton.url=" + NOWHERE)
        .run(context -> isOn(server, context));
  }

  @ParameterizedTest
  @EnumSource
  void url_comesBeforeConnectionDetails(Adapter adapter) {
    runner(adapter)
        .withPropertyValues("baton.url=" + server.patientUri(), "spring.data.redis.port=1")
        .run(context -> isOn(server, context));
  }

  @Test
  void url_withoutSpringDataRedis_isEnough() {
    withoutSpringData()
        .withClassLoader(
            new FilteredClassLoader("org.springframework.boot.data.redis", "dev.baton.jedis"))
        .withPropertyValues("baton.url=" + server.patientUri())
        .run(context -> isOn(server, context));
  }

  @ParameterizedTest
  @EnumSource
  void connectionDetails_ofConfiguration_areTakenWithPasswordAndDatabase(Adapter adapter) {
    try (RedisServer guarded = RedisServer.builder().password("secret").start()) {
      runner(adapter)
          .withPropertyValues(
              and(
                  springData(guarded),
                  "spring.data.redis.password=secret",
                  "spring.data.redis.database=3"))
          .run(
              context -> {
                Lease lease = context.getBean(LockClient.class).lock(name).acquire();
                try (RespConnection admin = new RespConnection("127.0.0.1", guarded.port())) {
                  admin.send("AUTH", "secret");
                  assertThat(admin.send("EXISTS", name)).isEqualTo(0L);
                  admin.send("SELECT", "3");
                  assertThat(admin.send("EXISTS", name)).isEqualTo(1L);
                }
                lease.release();
              });
    }
  }

  /** As one of a container's, or of Docker Compose. */
  @ParameterizedTest
  @EnumSource
  void connectionDetails_ofABean_takeThePlaceOfThoseOfConfiguration(Adapter adapter) {
    runner(adapter)
        .withBean(DataRedisConnectionDetails.class, () -> detailsOf(server))
        .withPropertyValues("spring.data.redis.port=1")
        .run(context -> isOn(server, context));
  }

  @ParameterizedTest
  @EnumSource
  void credentials_thatChange_areThoseOfTheNextConnection(Adapter adapter) {
    try (RedisServer guarded = RedisServer.builder().start()) {
      ask(guarded, "ACL", "SETUSER", "locks", "on", ">first", "~*", "&*", "+@all");
      Changing details = new Changing(detailsOf(guarded).getStandalone());
      runner(adapter)
          .withBean(DataRedisConnectionDetails.class, () -> details)
          .run(
              context -> {
                isOn(guarded, context);
                assertThat(ask(guarded, "ACL", "WHOAMI")).isEqualTo("default");
                details.password = "second";
                ask(guarded, "ACL", "SETUSER", "locks", "resetpass", ">second");
                ask(guarded, "CLIENT", "KILL", "USER", "locks");
                LockClient client = context.getBean(LockClient.class);
                eventually()
                    .ignoreExceptionsInstanceOf(BackendException.class)
                    .until(() -> !client.lock(name).isLocked());
                assertThat(ask(guarded, "CLIENT", "LIST").toString()).contains("user=locks");
              });
    }
  }

  @Test
  void nothing_thatSaysWhere_isAFailureThatSaysWhatToDo() {
    withoutSpringData()
        .run(
            context ->
                assertThat(failure(context))
                    .hasMessageContaining("Nothing says where")
                    .extracting(NoLockClientException::action)
                    .asString()
                    .contains("baton.url", "spring-boot-starter-data-redis", "Connector"));
  }

  @Test
  void listOfAPrimaryAndItsReplicas_isRefusedByName() {
    runner()
        .withPropertyValues("spring.data.redis.masterreplica.nodes=127.0.0.1:" + server.port())
        .run(
            context ->
                assertThat(failure(context))
                    .hasMessageContaining("spring.data.redis.masterreplica")
                    .extracting(NoLockClientException::action)
                    .asString()
                    .contains("spring.data.redis.sentinel", "baton.url"));
  }

  @Test
  void connectionDetails_thatNameNoServer_areRefused() {
    assertThatThrownBy(() -> Details.address(new DataRedisConnectionDetails() {}))
        .isInstanceOf(NoLockClientException.class)
        .hasMessageContaining("name no server");
  }

  @Test
  void url_thatIsNone_isAFailureWithoutThePassword() {
    runner()
        .withPropertyValues("baton.url=http://user:secret@localhost")
        .run(
            context ->
                assertThat(failure(context))
                    .hasMessageContaining("should look like redis://")
                    .hasMessageNotContaining("secret"));
  }

  @Test
  void sentinelCredentials_ofConnectionDetails_areThoseForTheSentinels() {
    var address =
        Details.address(
            new DataRedisConnectionDetails() {
              @Override
              public Sentinel getSentinel() {
                return new Watching("watcher", "watched");
              }
            });
    assertThat(address.sentinelCredentials()).isEqualTo(new Credentials("watcher", "watched"));
    assertThat(address.primaryName()).isEqualTo("mine");
    assertThat(address.database()).isEqualTo(2);
  }

  /** The lock that the client takes is a key of the server. */
  private void isOn(RedisServer there, AssertableApplicationContext context)
      throws InterruptedException {
    assertThat(context).hasNotFailed().hasSingleBean(LockClient.class);
    try (Lease lease = context.getBean(LockClient.class).lock(name).acquire()) {
      assertThat(lease.isHeld()).isTrue();
      assertThat(has(there, name)).isTrue();
    }
    assertThat(has(there, name)).isFalse();
  }

  private static NoLockClientException failure(AssertableApplicationContext context) {
    Throwable cause = context.getStartupFailure();
    while (cause != null && !(cause instanceof NoLockClientException)) {
      cause = cause.getCause();
    }
    assertThat(cause).as("%s", context.getStartupFailure()).isNotNull();
    return (NoLockClientException) cause;
  }

  private static DataRedisConnectionDetails detailsOf(RedisServer server) {
    return new DataRedisConnectionDetails() {
      @Override
      public Standalone getStandalone() {
        return Standalone.of("127.0.0.1", server.port());
      }
    };
  }

  /** Details whose password changes. */
  private static final class Changing implements DataRedisConnectionDetails {
    private final Standalone server;
    volatile String password = "first";

    Changing(Standalone server) {
      this.server = server;
    }

    @Override
    public String getUsername() {
      return "locks";
    }

    @Override
    public String getPassword() {
      return password;
    }

    @Override
    public Standalone getStandalone() {
      return server;
    }
  }

  /** Sentinels with a user of their own. */
  private record Watching(String user, String secret)
      implements DataRedisConnectionDetails.Sentinel {
    @Override
    public int getDatabase() {
      return 2;
    }

    @Override
    public String getMaster() {
      return "mine";
    }

    @Override
    public List<DataRedisConnectionDetails.Node> getNodes() {
      return List.of(new DataRedisConnectionDetails.Node("localhost", 26379));
    }

    @Override
    public String getUsername() {
      return user;
    }

    @Override
    public String getPassword() {
      return secret;
    }
  }
}
