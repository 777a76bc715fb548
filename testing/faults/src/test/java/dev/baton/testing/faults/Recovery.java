package dev.baton.testing.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testing.faults.harness.ServerSite;
import dev.baton.testing.faults.harness.Wire;
import dev.baton.testing.faults.harness.Worker;
import dev.baton.testing.faults.proxy.Lines;
import dev.baton.testing.faults.worker.Adapter;
import dev.baton.testing.server.RedisServer;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** How long a lock is held up by what happens to those who hold it or wait for it. */
final class Recovery {
  private static final long LEASE_MILLIS = 1_500;

  /** A lease so long that no renewal, poll or expiry comes to anybody's help. */
  private static final long LONG_LEASE_MILLIS = 3_600_000;

  private static final String LOCK = "lock";

  private final Adapter adapter;
  private final RecoveryTimes times;

  Recovery(Adapter adapter, RecoveryTimes times) {
    this.adapter = adapter;
    this.times = times;
  }

  /** The first waiter is killed, then the holder releases: the release itself hands over. */
  long ofKilledWaiter() throws IOException, InterruptedException {
    try (ServerSite site = site();
        Wire wire = site.wire()) {
      Worker holder = holder(site, LONG_LEASE_MILLIS);
      Worker first = waiter(site, 1, LONG_LEASE_MILLIS);
      Worker second = waiter(site, 2, LONG_LEASE_MILLIS);
      site.kill(first);
      eventually(() -> inboxes(wire) == 1);

      long before = wire.time();
      holder.tell("end");
      long releasedAt = Long.parseLong(holder.await("RELEASED")[1]);
      long after = wire.time();
      String[] held = second.await("held");

      // A fence is the server's time: the grant was made between the two, not by a later poll.
      assertThat(Long.parseLong(held[1])).isBetween(before, after);
      return noted("killed waiter: release to next holder", Long.parseLong(held[2]) - releasedAt);
    }
  }

  /** The holder is killed: the lock is the next one's when the lease has ended. */
  long ofKilledHolder() throws IOException, InterruptedException {
    try (ServerSite site = site()) {
      Worker holder = holder(site, LEASE_MILLIS);
      Worker next = waiter(site, 1, LEASE_MILLIS);
      long killedAt = System.nanoTime();
      site.kill(holder);
      return noted("killed holder: kill to next holder", heldAt(next) - killedAt);
    }
  }

  /** The leader is killed: the next one leads when its lease has ended, and not before. */
  long ofKilledLeader() throws IOException, InterruptedException {
    try (ServerSite site = site();
        Wire wire = site.wire()) {
      Worker leader = site.hire(adapter, 1);
      leader.tell("lead " + LOCK + " " + LEASE_MILLIS);
      leader.await("leads");
      Worker next = site.hire(adapter, 1);
      next.tell("lead " + LOCK + " " + LEASE_MILLIS);
      eventually(() -> site.waiting(LOCK) == 1);
      long killedAt = System.nanoTime();
      site.kill(leader);
      // The lease ends no sooner than so long after this; the last millisecond may have begun.
      long readAt = System.nanoTime();
      long serverTime = wire.time();
      long left = TimeUnit.MILLISECONDS.toMicros((Long) wire.send("PTTL", LOCK) - 1);
      String[] leads = next.await("leads");

      // A term is the server's time: the next was elected after the lease, by that one clock.
      assertThat(Long.parseLong(leads[1])).isGreaterThanOrEqualTo(serverTime + left);
      long leadsAt = Long.parseLong(leads[2]);
      noted("killed leader: end of its lease to next", leadsAt - readAt - left * 1_000);
      return noted("killed leader: kill to next", leadsAt - killedAt);
    }
  }

  /** The grant is pushed into a half-open connection: the waiter finds it by its next poll. */
  long ofLostPush(long leaseMillis) throws IOException, InterruptedException {
    try (ServerSite site = site()) {
      Worker holder = holder(site, leaseMillis);
      Worker next = waiter(site, 1, leaseMillis);
      site.proxyOf(next).swallow(Lines.PUSHES);
      holder.tell("end");
      long releasedAt = Long.parseLong(holder.await("RELEASED")[1]);
      String what = "lost push, lease %d s: release to next holder".formatted(leaseMillis / 1_000);
      return noted(what, heldAt(next) - releasedAt);
    }
  }

  /** The holder and the server are gone; the server returns, and the waiter has the lock. */
  long ofRestart() throws IOException, InterruptedException {
    try (ServerSite site = site()) {
      Worker holder = holder(site, LEASE_MILLIS);
      Worker next = waiter(site, 1, LEASE_MILLIS);
      site.server().stop();
      site.kill(holder);
      long goneAt = System.nanoTime();
      eventually(
          () -> System.nanoTime() - goneAt > TimeUnit.MILLISECONDS.toNanos(2 * LEASE_MILLIS));
      site.server().restart();
      long returnedAt = System.nanoTime();
      return noted("server restart: return to next holder", heldAt(next) - returnedAt);
    }
  }

  private static ServerSite site() throws IOException {
    return new ServerSite(
        RedisServer.builder().config("appendonly", "yes").config("appendfsync", "always").start());
  }

  private Worker holder(ServerSite site, long leaseMillis)
      throws IOException, InterruptedException {
    Worker worker = site.hire(adapter, 1);
    worker.tell("acquire " + LOCK + " " + leaseMillis);
    worker.await("held");
    return worker;
  }

  /** One who waits, in the given place. */
  private Worker waiter(ServerSite site, int place, long leaseMillis) throws IOException {
    Worker worker = site.hire(adapter, 1);
    worker.tell("acquire " + LOCK + " " + leaseMillis);
    eventually(() -> site.waiting(LOCK) == place);
    return worker;
  }

  private static long heldAt(Worker worker) throws InterruptedException {
    return Long.parseLong(worker.await("held")[2]);
  }

  private static long inboxes(Wire wire) {
    return ((String) wire.send("CLIENT", "LIST", "TYPE", "pubsub")).lines().count();
  }

  private static void eventually(Callable<Boolean> condition) {
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(2))
        .until(condition);
  }

  private long noted(String what, long nanos) {
    times.add(what + ", " + adapter.name().toLowerCase(Locale.ROOT), nanos);
    return nanos;
  }
}
