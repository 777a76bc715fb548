package dev.baton.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.spi.ServerError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What stands in the log of an outage and of losses. */
class ComplaintsTest extends CohortCase {
  private static final String MISSING = "renewals are not answered";
  private static final String OVER = "renewals are answered again";
  private static final String LOST = "was lost";

  private final List<Lease> leases = new ArrayList<>();

  private void takeMany() {
    for (int i = 0; i < 200; i++) {
      leases.add(take(engine.lock("lock:" + i)));
    }
  }

  /** Everything that is due in a time, second by second. */
  private void pass(int seconds) {
    for (int i = 0; i < seconds; i++) {
      clock.advance(Duration.ofSeconds(1));
      engine.cohorts().renewer().tick();
    }
  }

  @Test
  void outage_ofManyLeases_isOneLineAndOneWhenItIsOver() {
    takeMany();
    cut("RENEW");
    try (LogRecords log = new LogRecords()) {
      pass(18);
      int tried = backend.commands("RENEW").size();
      assertThat(tried).isGreaterThan(1_000);
      assertThat(log.lines()).hasSize(1);
      assertThat(log.lines(MISSING)).singleElement().asString().contains("WARNING", "cut");

      backend.on("RENEW", ScriptedBackend.words("RENEWED"));
      pass(2);
      assertThat(log.lines()).hasSize(2);
      assertThat(log.lines(OVER))
          .singleElement()
          .asString()
          .contains("INFO", tried + " renewals of 200 locks had failed in ");
      pass(20);
      assertThat(log.lines()).hasSize(2);
    }
    assertThat(leases).allMatch(Lease::isHeld);
  }

  @Test
  void outage_thatComesAgain_isSaidAgain() {
    leases.add(take());
    try (LogRecords log = new LogRecords()) {
      for (int i = 0; i < 3; i++) {
        cut("RENEW");
        pass(12);
        backend.on("RENEW", ScriptedBackend.words("RENEWED"));
        pass(2);
      }
      assertThat(log.lines(MISSING)).hasSize(3);
      assertThat(log.lines(OVER)).hasSize(3);
    }
  }

  @Test
  void outage_withAnotherReason_isALineForEachReason() {
    takeMany();
    cut("RENEW");
    try (LogRecords log = new LogRecords()) {
      pass(12);
      backend.on(
          "RENEW",
          command -> {
            throw new ServerError("LOADING Redis is loading the dataset in memory");
          });
      pass(5);
      assertThat(log.lines(MISSING)).hasSize(2);
      assertThat(log.lines("LOADING")).hasSize(1);
    }
  }

  @Test
  void leases_lostInAnOutage_areALineEachAndItIsOver() {
    takeMany();
    cut("RENEW");
    try (LogRecords log = new LogRecords()) {
      pass(40);
      assertThat(log.lines(MISSING)).hasSize(1);
      assertThat(log.lines(LOST)).hasSize(200);
      assertThat(log.lines("\"lock:7\" was lost, fence " + leases.get(7).fencingToken()))
          .singleElement()
          .asString()
          .contains("WARNING", "its time ran out");
      assertThat(log.lines(OVER)).hasSize(1);
      assertThat(log.lines()).hasSize(202);
      leases.forEach(Lease::release);
      assertThat(log.lines(LOST)).as("once for each").hasSize(200);
    }
  }

  @Test
  void loss_foundByARenewal_isOneLineWithTheFenceOfTheLastHolder() {
    Lease first = take();
    CompletableFuture<Lease> waiter = want();
    release(first);
    Lease second = of(waiter);
    backend.on("RENEW", ScriptedBackend.words("DELETED"));
    try (LogRecords log = new LogRecords()) {
      pass(12);
      assertThat(second.isHeld()).isFalse();
      assertThat(log.lines())
          .singleElement()
          .asString()
          .contains("\"order:42\"", "fence " + second.fencingToken(), "its key was deleted");
    }
  }

  @Test
  void loss_foundByTheRelease_isOneLine() {
    Lease lease = take();
    backend.on("RELEASE", ScriptedBackend.words("OVERWRITTEN"));
    try (LogRecords log = new LogRecords()) {
      lease.release();
      assertThat(log.lines()).singleElement().asString().contains("somebody else's value");
    }
  }

  @Test
  void lease_givenBackOrEndedWithItsClient_isNoLine() {
    DistributedLock another = engine.lock("another");
    Lease kept = take(another);
    try (LogRecords log = new LogRecords()) {
      release(take());
      close();
      assertThat(kept.isHeld()).isFalse();
      assertThat(log.lines()).isEmpty();
    }
  }
}
