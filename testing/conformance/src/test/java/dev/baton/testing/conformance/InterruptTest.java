package dev.baton.testing.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.RedisLocks;
import dev.baton.testing.conformance.BlockingCall.Scene;
import dev.baton.testing.server.RedisServer;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Lock;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Interrupts, before and during every call that keeps its thread: it throws InterruptedException
 * and clears the flag, or does what it is for and keeps the flag; nothing is held or queued after.
 */
class InterruptTest extends Contract {
  private static final String THROWN = "InterruptedException, flag cleared";
  private static final String KEPT = "done, flag kept";

  private static RedisServer pausable;

  @BeforeAll
  static void start() {
    pausable = RedisServer.start();
  }

  @AfterAll
  static void stop() {
    pausable.close();
  }

  @Override
  RedisServer server() {
    return pausable;
  }

  static List<BlockingCall> interruptible() {
    return BlockingCall.interruptible();
  }

  static List<BlockingCall> uninterruptible() {
    return BlockingCall.uninterruptible();
  }

  /** Those with fewer arguments call these. */
  @Test
  void calls_thatSayTheyCanBeInterrupted_areAllHere() {
    List<String> named = interruptible().stream().map(call -> call.signature).toList();
    assertThat(named)
        .containsAll(interruptible(DistributedLock.class).toList())
        .containsAll(interruptible(Lock.class).toList())
        .containsAll(
            interruptible(RedisLocks.class).filter(call -> call.contains("LockArgs")).toList());
    assertThat(interruptible(Lease.class)).isEmpty();
  }

  private static Stream<String> interruptible(Class<?> type) {
    return Arrays.stream(type.getMethods())
        .filter(method -> List.of(method.getExceptionTypes()).contains(InterruptedException.class))
        .map(method -> type.getSimpleName() + "." + method.getName() + parameters(method));
  }

  private static String parameters(Method method) {
    return Arrays.stream(method.getParameterTypes())
        .map(Class::getSimpleName)
        .collect(Collectors.joining(",", "(", ")"));
  }

  @ParameterizedTest
  @EnumSource(BlockingCall.class)
  void flag_setBefore_isObeyedOrKept(BlockingCall call) throws Exception {
    Scene scene = scene();
    CompletableFuture<String> ended =
        inBackground(
            () -> {
              Thread.currentThread().interrupt();
              return ending(call, scene);
            });
    assertThat(get(ended)).isEqualTo(call.isInterruptible() ? THROWN : KEPT);
    assertNothingIsLeft(scene);
  }

  @ParameterizedTest
  @MethodSource("interruptible")
  void interrupt_inTheServersQueue_endsTheWait(BlockingCall call) throws Exception {
    Scene scene = scene();
    Lease holder = lock("k").acquire();
    Blocked blocked = new Blocked(call, scene);
    eventually().until(() -> waiting(scene.lock()) == 1);
    blocked.thread.interrupt();
    assertThat(get(blocked.ended)).isEqualTo(THROWN);
    eventually().until(() -> waiting(scene.lock()) == 0);
    holder.release();
    assertNothingIsLeft(scene);
  }

  @Test
  void interrupt_ofAWaitThatGoesOn_isKept() throws Exception {
    Scene scene = scene();
    Lease holder = lock("k").acquire();
    Blocked blocked = new Blocked(BlockingCall.LOCK, scene);
    eventually().until(() -> waiting(scene.lock()) == 1);
    blocked.thread.interrupt();
    holder.release();
    assertThat(get(blocked.ended)).isEqualTo(KEPT);
    assertNothingIsLeft(scene);
  }

  /** The adapter goes on until the answer is there: it says what became of the command. */
  @ParameterizedTest
  @EnumSource(BlockingCall.class)
  void interrupt_whileACommandIsUnderWay_isObeyedOrKept(BlockingCall call) throws Exception {
    Scene scene = scene();
    scene.lock().acquire().release();
    Blocked blocked;
    server.pause();
    try {
      blocked = new Blocked(call, scene);
      eventually().until(() -> blocked.isIn("execute", "awaitQuiet"));
      blocked.thread.interrupt();
    } finally {
      server.resume(); // or else the next test never begins
    }
    String ended = get(blocked.ended);
    if (call.isInterruptible()) {
      assertThat(ended).isIn(THROWN, KEPT);
    } else {
      assertThat(ended).isEqualTo(KEPT);
    }
    assertNothingIsLeft(scene);
  }

  private Scene scene() throws InterruptedException {
    return Scene.of(client(), client());
  }

  /** What became of a call, and of its thread's flag. */
  private static String ending(BlockingCall call, Scene scene) throws Exception {
    try {
      call.run(scene);
    } catch (InterruptedException e) {
      return "InterruptedException, flag " + flag();
    }
    return "done, flag " + flag();
  }

  private static String flag() {
    return Thread.interrupted() ? "kept" : "cleared";
  }

  private void assertNothingIsLeft(Scene scene) throws Exception {
    scene.other().close();
    eventually()
        .untilAsserted(
            () -> assertThat(redis.keys()).allMatch(key -> key.startsWith("baton:fence:")));
  }

  /** A call on a thread of its own. */
  private static final class Blocked {
    final CompletableFuture<String> ended = new CompletableFuture<>();
    final Thread thread;

    Blocked(BlockingCall call, Scene scene) {
      thread =
          new Thread(
              () -> {
                try {
                  ended.complete(ending(call, scene));
                } catch (Throwable e) {
                  ended.completeExceptionally(e);
                }
              });
      thread.setDaemon(true);
      thread.start();
    }

    /** Whether the thread is in one of these methods of Baton's. */
    boolean isIn(String... methods) {
      return Arrays.stream(thread.getStackTrace())
          .anyMatch(
              frame ->
                  frame.getClassName().startsWith("dev.baton.")
                      && List.of(methods).contains(frame.getMethodName()));
    }
  }
}
