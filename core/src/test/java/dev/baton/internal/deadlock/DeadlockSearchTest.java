package dev.baton.internal.deadlock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.baton.BackendException;
import dev.baton.Deadlock;
import dev.baton.DistributedLock;
import dev.baton.LockClient;
import dev.baton.LockException;
import dev.baton.LockState;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Two looks at locks, each of which sees something else; written as in {@link WaitGraphTest}. */
class DeadlockSearchTest {
  private static final Duration WAITED = Duration.ofSeconds(2);

  private final Map<String, Deque<Supplier<LockState>>> looks = new HashMap<>();
  private int looked;

  /** What the next look at a lock sees; the last stays. */
  private void sees(String text) {
    String name = text.substring(0, text.indexOf(':'));
    seesOf(name, () -> WaitGraphTest.lock(text, WAITED));
  }

  private void seesOf(String name, Supplier<LockState> what) {
    looks.computeIfAbsent(name, any -> new ArrayDeque<>()).add(what);
  }

  private LockState look(String name) {
    looked++;
    Deque<Supplier<LockState>> known = looks.get(name);
    return (known.size() > 1 ? known.remove() : known.element()).get();
  }

  private DistributedLock lock(String name) {
    return (DistributedLock)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {DistributedLock.class},
            (proxy, method, arguments) -> look(name));
  }

  private LockClient client() {
    return (LockClient)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {LockClient.class},
            (proxy, method, arguments) ->
                method.getName().equals("find")
                    ? looks.keySet().stream().map(this::look)
                    : lock((String) arguments[0]));
  }

  private List<Deadlock> search(Duration pause) throws InterruptedException {
    return DeadlockSearch.of(client(), looks.keySet(), pause, System::nanoTime);
  }

  @Test
  void circle_seenTwice_isTold() throws Exception {
    sees("x: A <- B");
    sees("y: B <- A");
    assertThat(search(Duration.ofMillis(1))).hasSize(1);
    assertThat(looked).isEqualTo(4);
  }

  @Test
  void noCircle_isNotLookedAtTwice() throws Exception {
    sees("x: A <- B");
    sees("y: B <- C");
    assertThat(search(Duration.ofDays(1))).isEmpty();
    assertThat(looked).isEqualTo(2);
  }

  @Test
  void circle_goneAtTheSecondLook_isNone() throws Exception {
    sees("x: A <- B");
    sees("x: C <- B");
    sees("y: B <- A");
    assertThat(search(Duration.ZERO)).isEmpty();
  }

  @Test
  void keyThatIsNoLockAnyMore_isLeftOut() throws Exception {
    sees("x: A <- B");
    sees("y: B <- A");
    seesOf(
        "z",
        () -> {
          throw new LockException("z", "another type", null);
        });
    assertThat(search(Duration.ZERO)).hasSize(1);
  }

  @Test
  void serverThatDoesNotAnswer_isTold() {
    seesOf(
        "x",
        () -> {
          throw new BackendException("x", BackendException.Outcome.UNKNOWN, "gone", null);
        });
    assertThatExceptionOfType(BackendException.class).isThrownBy(() -> search(Duration.ZERO));
  }

  @Test
  void pause_negative_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> search(Duration.ofSeconds(-1)))
        .withMessage("pause is PT-1S: it must be zero or more");
  }

  @Test
  void interruptedInThePause_stops() {
    sees("x: A <- B");
    sees("y: B <- A");
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(InterruptedException.class)
        .isThrownBy(() -> search(Duration.ofDays(1)))
        .withMessage("interrupted between two looks for deadlocks");
  }

  @Test
  void locksThatSomebodyWaitsFor_areFoundByTheirNames() {
    sees("x: A <- B");
    sees("y: B <- A");
    assertThat(DeadlockSearch.waitedFor(client())).isEqualTo(Set.of("x", "y"));
  }
}
