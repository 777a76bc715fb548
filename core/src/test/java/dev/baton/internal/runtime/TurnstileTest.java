package dev.baton.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.internal.time.Turnstile;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One event at a time, in order, and what they lead to outside. */
class TurnstileTest {
  private final Turnstile turnstile = new Turnstile() {};
  private final List<String> done = new ArrayList<>();

  @Test
  void event_nobodyInside_hasHappenedOnReturn() {
    turnstile.happens(() -> done.add("event"));

    assertThat(done).containsExactly("event");
  }

  @Test
  void errands_ofAnEvent_runAfterItInTheirOrder() {
    turnstile.happens(
        () -> {
          turnstile.errand(mayBlock -> done.add("errand 1"));
          turnstile.errand(mayBlock -> done.add("errand 2"));
          done.add("event");
        });

    assertThat(done).containsExactly("event", "errand 1", "errand 2");
  }

  @Test
  void errands_ofAnEarlierEvent_areNotRunAgain() {
    turnstile.happens(() -> turnstile.errand(mayBlock -> done.add("errand")));
    turnstile.happens(() -> {});

    assertThat(done).containsExactly("errand");
  }

  @Test
  void event_fromWithinAnEvent_happensAfterItAndBeforeTheErrandsOfBoth() {
    turnstile.happens(
        () -> {
          turnstile.errand(mayBlock -> done.add("errand of the outer"));
          turnstile.happens(
              () -> {
                done.add("inner");
                turnstile.errand(mayBlock -> done.add("errand of the inner"));
              });
          done.add("outer");
        });

    assertThat(done)
        .containsExactly("outer", "inner", "errand of the outer", "errand of the inner");
  }

  @Test
  void events_leftDuringAnother_happenInTheOrderInWhichTheyCame() {
    turnstile.happens(
        () -> {
          for (int i = 0; i < 5; i++) {
            String name = "event " + i;
            turnstile.happens(() -> done.add(name));
          }
        });

    assertThat(done).containsExactly("event 0", "event 1", "event 2", "event 3", "event 4");
  }

  @Test
  void event_fromWithinAnErrand_hasHappenedWhenThatGoesOn() {
    turnstile.happens(
        () -> {
          turnstile.errand(
              mayBlock -> {
                turnstile.happens(
                    () -> {
                      done.add("inner");
                      turnstile.errand(also -> done.add("errand of the inner"));
                    });
                done.add("errand 1");
              });
          turnstile.errand(mayBlock -> done.add("errand 2"));
        });

    assertThat(done).containsExactly("inner", "errand of the inner", "errand 1", "errand 2");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void carrier_manyErrands_isSaidToTheLastOnly(boolean callerMayBlock) {
    List<Boolean> said = new ArrayList<>();
    turnstile.happens(
        () -> {
          turnstile.errand(carrier -> said.add(carrier.mayWait()));
          turnstile.happens(() -> turnstile.errand(carrier -> said.add(carrier.mayWait())));
          turnstile.errand(carrier -> said.add(carrier.mayWait()));
        },
        () -> callerMayBlock);

    assertThat(said).containsExactly(false, false, callerMayBlock);
  }

  @Test
  void carrier_notSaid_isNo() {
    List<Boolean> said = new ArrayList<>();
    turnstile.happens(() -> turnstile.errand(carrier -> said.add(carrier.mayWait())));

    assertThat(said).containsExactly(false);
  }

  @Test
  void exception_ofAnEvent_stopsNeitherItsErrandsNorTheOthers() {
    turnstile.happens(
        () -> {
          turnstile.errand(mayBlock -> done.add("errand"));
          turnstile.happens(() -> done.add("left"));
          throw new IllegalStateException("planted by the test");
        });
    turnstile.happens(() -> done.add("next"));

    assertThat(done).containsExactly("left", "errand", "next");
  }

  @Test
  void exception_ofAnEventThatWasLeft_stopsNotTheOthers() {
    turnstile.happens(
        () -> {
          turnstile.happens(
              () -> {
                throw new IllegalStateException("planted by the test");
              });
          turnstile.happens(() -> done.add("left"));
        });
    turnstile.happens(() -> done.add("next"));

    assertThat(done).containsExactly("left", "next");
  }

  @Test
  void error_ofAnEventThatWasLeft_shutsNobodyOutAndLosesNoErrand() {
    turnstile.happens(
        () -> {
          turnstile.errand(mayBlock -> done.add("errand"));
          turnstile.happens(
              () -> {
                throw new AssertionError("planted by the test");
              });
          turnstile.happens(() -> turnstile.errand(mayBlock -> done.add("errand of the other")));
        });
    turnstile.happens(() -> done.add("next"));

    assertThat(done).containsExactly("errand", "errand of the other", "next");
  }

  @Test
  void error_ofTheOwnEvent_isThrownOnceTheOthersAreSeenTo() {
    Error planted = new AssertionError("planted by the test");
    assertThatThrownBy(
            () ->
                turnstile.happens(
                    () -> {
                      turnstile.errand(mayBlock -> done.add("errand"));
                      turnstile.happens(() -> done.add("left"));
                      throw planted;
                    }))
        .isSameAs(planted);

    assertThat(done).containsExactly("left", "errand");
  }

  @Test
  void exception_ofAnErrand_stopsNotTheOthers() {
    turnstile.happens(
        () -> {
          turnstile.errand(
              mayBlock -> {
                throw new IllegalStateException("planted by the test");
              });
          turnstile.errand(mayBlock -> done.add("errand"));
        });
    turnstile.happens(() -> done.add("next"));

    assertThat(done).containsExactly("errand", "next");
  }

  @Test
  void event_whileAnotherThreadIsInside_isLeftWithItAndDelaysNobody() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    List<Thread> ranOn = new ArrayList<>();
    Thread first =
        new Thread(
            () ->
                turnstile.happens(
                    () -> {
                      inside.countDown();
                      Eventually.await(go);
                    }));
    first.start();
    Eventually.await(inside);
    turnstile.happens(
        () -> {
          ranOn.add(Thread.currentThread());
          turnstile.errand(mayBlock -> ranOn.add(Thread.currentThread()));
        },
        () -> true);
    assertThat(ranOn).isEmpty();

    go.countDown();
    first.join(Eventually.LONG.toMillis());
    assertThat(ranOn).containsExactly(first, first);
  }

  @Test
  void event_whileAnErrandKeepsAThread_happensAtOnce() {
    CountDownLatch kept = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    CompletableFuture<Void> first =
        CompletableFuture.runAsync(
            () ->
                turnstile.happens(
                    () ->
                        turnstile.errand(
                            mayBlock -> {
                              kept.countDown();
                              Eventually.await(go);
                            })));
    Eventually.await(kept);

    turnstile.happens(() -> done.add("event"));
    assertThat(done).containsExactly("event");
    go.countDown();
    Eventually.resultOf(first.thenApply(nothing -> true));
  }

  @Test
  void events_ofManyThreads_happenOneAtATimeEachOnceAndInTheOrderOfTheirThread() {
    int threads = 8;
    int each = 20_000;
    AtomicBoolean busy = new AtomicBoolean();
    AtomicInteger overlaps = new AtomicInteger();
    AtomicInteger errands = new AtomicInteger();
    int[] last = new int[threads];
    int[] misplaced = new int[1];
    CountDownLatch start = new CountDownLatch(1);
    List<CompletableFuture<Void>> runs =
        IntStream.range(0, threads)
            .mapToObj(
                id ->
                    CompletableFuture.runAsync(
                        () -> {
                          Eventually.await(start);
                          for (int i = 1; i <= each; i++) {
                            int number = i;
                            turnstile.happens(
                                () -> {
                                  if (!busy.compareAndSet(false, true)) {
                                    overlaps.incrementAndGet();
                                  }
                                  misplaced[0] += last[id] == number - 1 ? 0 : 1;
                                  last[id] = number;
                                  turnstile.errand(mayBlock -> errands.incrementAndGet());
                                  busy.set(false);
                                });
                          }
                        },
                        task -> new Thread(task).start()))
            .toList();
    start.countDown();
    runs.forEach(run -> Eventually.resultOf(run.thenApply(nothing -> true)));

    assertThat(last).containsOnly(each);
    assertThat(misplaced[0]).isZero();
    assertThat(overlaps).hasValue(0);
    assertThat(errands).hasValue(threads * each);
  }
}
