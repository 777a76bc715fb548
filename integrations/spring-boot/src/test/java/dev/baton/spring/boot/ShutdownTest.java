package dev.baton.spring.boot;

import static dev.baton.spring.boot.Contexts.has;
import static dev.baton.spring.boot.Contexts.runner;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.jedis.JedisConnector;
import dev.baton.lettuce.LettuceConnector;
import dev.baton.spi.Connector;
import dev.baton.testing.server.RedisServer;
import io.lettuce.core.RedisClient;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** At the end of an application its locks are free, and until then its beans have them. */
class ShutdownTest {
  private static final RedisServer SERVER = RedisServer.shared();

  private final String name = UUID.randomUUID().toString();

  @Test
  void lease_onOwnConnections_isGivenBack() {
    runner().withPropertyValues("baton.url=" + SERVER.patientUri()).run(this::leaves);
    assertThat(has(SERVER, name)).isFalse();
  }

  @Test
  void lease_onAnotherBeansLettuceClient_isGivenBackBeforeThatIsShutDown() {
    runner().withUserConfiguration(OwnLettuce.class).run(this::leaves);
    assertThat(has(SERVER, name)).isFalse();
  }

  @Test
  void lease_onAnotherBeansJedisPool_isGivenBackBeforeThatIsClosed() {
    runner().withUserConfiguration(OwnJedis.class).run(this::leaves);
    assertThat(has(SERVER, name)).isFalse();
  }

  @Test
  void bean_thatWasGivenTheClient_hasItsLocksUntilItIsDestroyed() {
    AtomicBoolean held = new AtomicBoolean();
    runner()
        .withPropertyValues("baton.url=" + SERVER.patientUri())
        .withBean(Worker.class, name, held)
        .run(context -> assertThat(context).hasSingleBean(Worker.class));
    assertThat(held).isTrue();
    assertThat(has(SERVER, name)).isFalse();
  }

  private void leaves(ApplicationContext context) throws InterruptedException {
    Lease lease = context.getBean(LockClient.class).lock(name).acquire();
    assertThat(lease.isHeld()).isTrue();
    assertThat(has(SERVER, name)).isTrue();
  }

  /** Holds a lock for as long as it lives. */
  static final class Worker implements DisposableBean {
    private final Lease lease;
    private final AtomicBoolean heldAtTheEnd;

    Worker(String name, AtomicBoolean heldAtTheEnd, LockClient client) throws InterruptedException {
      this.lease = client.lock(name).acquire();
      this.heldAtTheEnd = heldAtTheEnd;
    }

    @Override
    public void destroy() {
      lease.ensureHeld();
      heldAtTheEnd.set(has(SERVER, lease.lockName()));
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class OwnLettuce {
    @Bean(destroyMethod = "shutdown")
    RedisClient redisClient() {
      return RedisClient.create(SERVER.uri());
    }

    @Bean
    Connector connector(RedisClient client) {
      return LettuceConnector.of(client);
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class OwnJedis {
    @Bean
    redis.clients.jedis.RedisClient jedis() {
      return redis.clients.jedis.RedisClient.create(SERVER.uri());
    }

    @Bean
    Connector connector(redis.clients.jedis.RedisClient jedis) {
      return JedisConnector.of(jedis.getPool());
    }
  }
}
