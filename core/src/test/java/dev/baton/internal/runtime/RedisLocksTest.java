package dev.baton.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.baton.RedisLocks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The plain functions on the global client, on a server in memory. */
class RedisLocksTest {
  private final ScriptedBackend backend = new ScriptedBackend();
  private final Engine engine = backend.engine();

  @AfterEach
  void close() {
    RedisLocks.setGlobalClient(null);
    engine.close();
  }

  @Test
  void functions_noClientGiven_useTheGlobalOne() throws Exception {
    RedisLocks.setGlobalClient(engine);
    assertThat(RedisLocks.globalClient()).isSameAs(engine);
    assertThat(RedisLocks.acquireLock("k", "mine")).isEqualTo("mine");
    assertThat(RedisLocks.releaseLock("k", "mine")).isTrue();
    assertThat(RedisLocks.<String, RuntimeException>redisLock("k", () -> "done")).isEqualTo("done");
    assertThat(backend.commands("ACQUIRE")).hasSize(2);
    assertThat(backend.commands("RELEASE")).hasSize(2);
  }

  @Test
  void globalClient_noneSetAndNoAdapter_isAnErrorAndSetsNone() {
    RedisLocks.setGlobalClient(null);
    assertThatIllegalStateException().isThrownBy(RedisLocks::globalClient);
    RedisLocks.setGlobalClient(engine);
    assertThat(RedisLocks.globalClient()).isSameAs(engine);
  }
}
