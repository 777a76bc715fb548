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
    turnstile.submit(in -> done.add("event"));

    assertThat(done).containsExactly("event");
  }

  @Test
  void afterwards_ofAnEvent_comesAfterItInItsOrder() {
    turnstile.submit(
        in -> {
          in.afterwards(() -> done.add("action 1"));
          in.afterwards(() -> done.add("action 2"));
          done.add("event");
        });

    assertThat(done).containsExactly("event", "action 1", "action 2");
  }

  @Test
  void afterwards_ofAnEarlierEvent_isNotDoneAgain() {
    turnstile.submit(in -> in.afterwards(() -> done.add("action")));
    turnstile.submit(in -> {});

    assertThat(done).containsExactly("action");
  }

  @Test
  void event_fromWithinAnEvent_happensAfterItAndBeforeWhatBothLeadTo() {
    turnstile.submit(
        in -> {
          in.afterwards(() -> done.add("action of the outer"));
          turnstile.submit(
              inner -> {
                done.add("inner");
                inner.afterwards(() -> done.add("action of the inner"));
              });
          done.add("outer");
        });

    assertThat(done)
        .containsExactly("outer", "inner", "action of the outer", "action of the inner");
  }

  @Test
  void events_leftDuringAnother_happenInTheOrderInWhichTheyCame() {
    turnstile.submit(
        in -> {
          for (int i = 0; i < 5; i++) {
            String name = "event " + i;
            turnstile.submit(inner -> done.add(name));
          }
        });

    assertThat(done).containsExactly("event 0", "event 1", "event 2", "event 3", "event 4");
  }

  @Test
  void event_fromAfterwards_hasHappenedWhenThatGoesOn() {
    turnstile.submit(
        in -> {
          in.afterwards(
              () -> {
                turnstile.submit(
                    inner -> {
                      done.add("inner");
                      inner.afterwards(() -> done.add("action of the inner"));
                    });
                done.add("action 1");
              });
          in.afterwards(() -> done.add("action 2"));
        });

    assertThat(done).containsExactly("inner", "action of the inner", "action 1", "action 2");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void carrier_manyThingsToSend_isSaidToTheLastOnly(boolean callerMayBlock) {
    List<Boolean> said = new ArrayList<>();
    turnstile.submit(
        in -> {
          in.send(carrier -> said.add(carrier.mayWait()));
          turnstile.submit(inner -> inner.send(carrier -> said.add(carrier.mayWait())));
          in.send(carrier -> said.add(carrier.mayWait()));
        },
        () -> callerMayBlock);

    assertThat(said).containsExactly(false, false, callerMayBlock);
  }

  @Test
  void carrier_notSaid_isNo() {
    List<Boolean> said = new ArrayList<>();
    turnstile.submit(in -> in.send(carrier -> said.add(carrier.mayWait())));

    assertThat(said).containsExactly(false);
  }

  @Test
  void exception_ofAnEvent_stopsNeitherWhatItLedToNorTheOthers() {
    turnstile.submit(
        in -> {
          in.afterwards(() -> done.add("action"));
          turnstile.submit(inner -> done.add("left"));
          throw new IllegalStateException("planted by the test");
        });
    turnstile.submit(in -> done.add("next"));

    assertThat(done).containsExactly("left", "action", "next");
  }

  @Test
  void exception_ofAnEventThatWasLeft_stopsNotTheOthers() {
    turnstile.submit(
        in -> {
          turnstile.submit(
              inner -> {
                throw new IllegalStateException("planted by the test");
              });
          turnstile.submit(inner -> done.add("left"));
        });
    turnstile.submit(in -> done.add("next"));

    assertThat(done).containsExactly("left", "next");
  }

  @Test
  void error_ofAnEventThatWasLeft_shutsNobodyOutAndLosesNothing() {
    turnstile.submit(
        in -> {
          in.afterwards(() -> done.add("action"));
          turnstile.submit(
              inner -> {
                throw new AssertionError("planted by the test");
              });
          turnstile.submit(inner -> inner.afterwards(() -> done.add("action of the other")));
        });
    turnstile.submit(in -> done.add("next"));

    assertThat(done).containsExactly("action", "action of the other", "next");
  }

  @Test
  void error_ofTheOwnEvent_isThrownOnceTheOthersAreSeenTo() {
    Error planted = new AssertionError("planted by the test");
    assertThatThrownBy(
            () ->
                turnstile.submit(
                    in -> {
                      in.afterwards(() -> done.add("action"));
                      turnstile.submit(inner -> done.add("left"));
                      throw planted;
                    }))
        .isSameAs(planted);

    assertThat(done).containsExactly("left", "action");
  }

  @Test
  void exception_afterwards_stopsNotTheOthers() {
    turnstile.submit(
        in -> {
          in.afterwards(
              () -> {
                throw new IllegalStateException("planted by the test");
              });
          in.afterwards(() -> done.add("action"));
        });
    turnstile.submit(in -> done.add("next"));

    assertThat(done).containsExactly("action", "next");
  }

  @Test
  void event_whileAnotherThreadIsInside_isLeftWithItAndDelaysNobody() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    List<Thread> ranOn = new ArrayList<>();
    Thread first =
        new Thread(
            () ->
                turnstile.submit(
                    in -> {
                      inside.countDown();
                      Eventually.await(go);
                    }));
    first.start();
    Eventually.await(inside);
    turnstile.submit(
        in -> {
          ranOn.add(Thread.currentThread());
          in.afterwards(() -> ranOn.add(Thread.currentThread()));
        },
        () -> true);
    assertThat(ranOn).isEmpty();

    go.countDown();
    first.join(Eventually.LONG.toMillis());
    assertThat(ranOn).containsExactly(first, first);
  }

  @Test
  void event_whileSendingKeepsAThread_happensAtOnce() {
    CountDownLatch kept = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    CompletableFuture<Void> first =
        CompletableFuture.runAsync(
            () ->
                turnstile.submit(
                    in ->
                        in.afterwards(
                            () -> {
                              kept.countDown();
                              Eventually.await(go);
                            })));
    Eventually.await(kept);

    turnstile.submit(in -> done.add("event"));
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
    AtomicInteger done = new AtomicInteger();
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
                            turnstile.submit(
                                in -> {
                                  if (!busy.compareAndSet(false, true)) {
                                    overlaps.incrementAndGet();
                                  }
                                  misplaced[0] += last[id] == number - 1 ? 0 : 1;
                                  last[id] = number;
                                  in.afterwards(() -> done.incrementAndGet());
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
    assertThat(done).hasValue(threads * each);
  }
}
