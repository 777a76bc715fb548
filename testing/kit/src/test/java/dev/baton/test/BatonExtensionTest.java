package dev.baton.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.finishedSuccessfully;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.EventConditions.test;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.instanceOf;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.LockOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.Condition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

class BatonExtensionTest {

  private static final Condition<Throwable> ALONE =
      new Condition<>(failure -> failure.getSuppressed().length == 0, "without another one");

  private static Events tests(Class<?> ofClass) {
    return EngineTestKit.engine("junit-jupiter")
        .selectors(selectClass(ofClass))
        .configurationParameter("junit.jupiter.execution.parallel.enabled", "false")
        .execute()
        .allEvents();
  }

  @ExtendWith(BatonExtension.class)
  static class LeavesALease {
    @Test
    void leaves(LockClient locks) throws InterruptedException {
      locks.lock("order:42").acquire();
    }

    @Test
    void leavesAndFails(LockClient locks) throws InterruptedException {
      locks.lock("order:42").acquire();
      throw new IllegalStateException("its own");
    }

    @Test
    void givesBack(LockClient locks) throws InterruptedException {
      locks.lock("order:42").acquire().close();
    }

    @Test
    void hasNoServer() {}
  }

  @Test
  void test_thatLeavesALease_failsWithItsName() {
    Events events = tests(LeavesALease.class);
    events
        .failed()
        .assertThatEvents()
        .haveExactly(
            1,
            event(
                test("leaves("),
                finishedWithFailure(
                    instanceOf(AssertionError.class),
                    message(
                        it ->
                            it.matches(
                                "left held: \"order:42\", for \\d+ ms, acquired by thread .+")))))
        .haveExactly(
            1,
            event(
                test("leavesAndFails("),
                finishedWithFailure(
                    instanceOf(IllegalStateException.class), message("its own"), ALONE)))
        .hasSize(2);
    events
        .succeeded()
        .assertThatEvents()
        .haveExactly(1, event(test("givesBack("), finishedSuccessfully()))
        .haveExactly(1, event(test("hasNoServer("), finishedSuccessfully()));
  }

  @ExtendWith(BatonExtension.class)
  static class HasOneEach {
    static final List<InMemoryLocks> SEEN = new ArrayList<>();

    private InMemoryLocks before;

    @BeforeEach
    void before(InMemoryLocks locks) {
      before = locks;
      locks.heldElsewhere("busy");
    }

    @Test
    void first(InMemoryLocks locks, LockClient client) {
      assertThat(locks).isSameAs(before);
      assertThat(client).isSameAs(locks.client());
      assertThat(client.lock("busy").tryAcquire()).isEmpty();
      SEEN.add(locks);
    }

    @Test
    void second(InMemoryLocks locks) {
      SEEN.add(locks);
    }

    @AfterEach
    void after(InMemoryLocks locks) {
      assertThat(locks).isSameAs(before);
    }
  }

  @Test
  void test_eachOfThem_hasAServerOfItsOwnThatIsClosed() {
    HasOneEach.SEEN.clear();
    tests(HasOneEach.class).assertStatistics(all -> all.failed(0));
    assertThat(HasOneEach.SEEN).doesNotHaveDuplicates().hasSize(2);
    assertThat(HasOneEach.SEEN)
        .allSatisfy(
            locks ->
                assertThat(catchThrowable(locks::held))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("closed"));
  }

  @ExtendWith(BatonExtension.class)
  static class GivesBackAfterwards {
    private Lease lease;

    @Test
    void acquires(LockClient locks) throws InterruptedException {
      lease = locks.lock("order:42").acquire();
    }

    @AfterEach
    void giveBack() {
      lease.close();
    }
  }

  @Test
  void test_whoseAfterEachGivesBack_succeeds() {
    tests(GivesBackAfterwards.class).assertStatistics(all -> all.failed(0));
  }

  @ExtendWith(BatonExtension.class)
  static class IsCutOff {
    @Test
    void releasesUnreached(InMemoryLocks locks) throws InterruptedException {
      Lease lease = locks.client().lock("order:42").acquire();
      locks.unreachable();
      lease.close();
    }

    @Test
    void lets_itRunOut(InMemoryLocks locks) throws Exception {
      LockOptions brief =
          LockOptions.defaults().leaseDuration(Duration.ofMillis(50)).autoRenew(false);
      Lease lease = locks.client().lock("order:42", brief).acquire();
      lease.lost().toCompletableFuture().get();
    }
  }

  @Test
  void test_thatEndsWithoutAServer_succeeds() {
    tests(IsCutOff.class).assertStatistics(all -> all.failed(0));
  }

  @ExtendWith(BatonExtension.class)
  static class WantsOneForAll {
    @BeforeAll
    static void before(InMemoryLocks locks) {}

    @Test
    void some() {}
  }

  @ExtendWith(BatonExtension.class)
  static class WantsSomethingElse {
    @Test
    void some(String text) {}
  }

  @Test
  void parameter_forAllTests_isRefused() {
    tests(WantsOneForAll.class)
        .failed()
        .assertThatEvents()
        .haveExactly(
            1,
            event(
                finishedWithFailure(
                    instanceOf(ParameterResolutionException.class),
                    message(it -> it.contains("each test has its own")))));
  }

  @Test
  void parameter_ofAnotherType_isNotOurs() {
    tests(WantsSomethingElse.class)
        .failed()
        .assertThatEvents()
        .haveExactly(
            1,
            event(
                finishedWithFailure(
                    instanceOf(ParameterResolutionException.class),
                    message(it -> it.contains("No ParameterResolver registered")))));
  }
}
