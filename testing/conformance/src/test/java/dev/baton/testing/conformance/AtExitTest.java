package dev.baton.testing.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Processes that end without closing their client, which is to be closed then. */
@Execution(ExecutionMode.CONCURRENT)
class AtExitTest extends Contract {
  private static final String LONG = "60000";

  private ChildProcess leaving(String patience, String work) throws Exception {
    ChildProcess child = child("leave", "k", patience, work);
    child.awaitLine("held ");
    assertThat(redis.get("k")).isNotNull();
    return child;
  }

  @Test
  void process_thatExits_leavesNoLock() throws Exception {
    leaving("0", "0").leave();
    assertThat(redis.get("k")).isNull();
  }

  @Test
  void process_thatIsTerminatedWhileItWorks_leavesNoLockOnceItsTimeIsOver() throws Exception {
    leaving("100", "0").terminate();
    assertThat(redis.get("k")).isNull();
  }

  /** The main thread only waits for the hooks, so nothing but the other hook is waited for. */
  @Test
  void process_withAHookOfItsOwn_hasTheLockUntilThatIsDone() throws Exception {
    ChildProcess child = leaving(LONG, "1500");
    child.leave();
    assertThat(child.line()).isEqualTo("worked, held: true");
    assertThat(redis.get("k")).isNull();
  }

  @Test
  void process_withAHookThatTakesTooLong_losesTheLockBeforeThatIsDone() throws Exception {
    ChildProcess child = leaving("0", "1500");
    child.leave();
    assertThat(child.line()).isEqualTo("worked, held: false");
    assertThat(redis.get("k")).isNull();
  }
}
