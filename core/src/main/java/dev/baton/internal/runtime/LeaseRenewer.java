package dev.baton.internal.runtime;

import dev.baton.internal.protocol.Tenure;
import dev.baton.internal.script.Call;
import dev.baton.internal.script.RenewReply;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Renews the leases of one client, and ends those whose time is over. All that is due goes out as
 * one batch; each answer counts for its own lease only.
 */
final class LeaseRenewer {
  /** Renewals that are due so soon go out with those that are due now. */
  private static final long TOGETHER = TimeUnit.MILLISECONDS.toNanos(5);

  private final Stopwatch clock;
  private final Timer timer;
  private final ScriptRunner runner;
  private final Executor teller;
  private final Restoration restoration;
  private final Complaints complaints;

  /** Guards the schedule; held for a few steps only, never while anything is sent. */
  private final ReentrantLock guard = new ReentrantLock();

  private final NavigableSet<Hold> schedule =
      new TreeSet<>(
          Comparator.<Hold>comparingLong(hold -> hold.scheduledAt)
              .thenComparingLong(hold -> hold.number));

  /** Those with nothing to come. */
  private final Set<Hold> endless = new HashSet<>();

  /** What the timer has taken out of the schedule to see to it. */
  private List<Hold> underWay = List.of();

  private long alarmAt = Long.MAX_VALUE;
  private @Nullable Future<?> alarm;

  LeaseRenewer(
      Stopwatch clock, Timer timer, ScriptRunner runner, Executor teller, Restoration restoration) {
    this.restoration = restoration;
    this.complaints = new Complaints(clock);
    this.clock = clock;
    this.timer = timer;
    this.runner = runner;
    this.teller = teller;
  }

  /** Puts a lease where its tenure says, or takes it out if it is over or has nothing to come. */
  void reschedule(Hold hold) {
    guard.lock();
    try {
      takeOut(hold);
      long due = hold.tenure().due();
      if (due != Long.MAX_VALUE && !hold.ended()) {
        hold.scheduledAt = due;
        schedule.add(hold);
        setAlarm();
      } else if (!hold.ended()) {
        endless.add(hold);
      }
    } finally {
      guard.unlock();
    }
  }

  /** Takes a lease out: it is over. */
  void forget(Hold hold) {
    complaints.over(hold);
    guard.lock();
    try {
      takeOut(hold);
    } finally {
      guard.unlock();
    }
  }

  private void takeOut(Hold hold) {
    if (hold.scheduledAt != Long.MAX_VALUE) {
      schedule.remove(hold);
      hold.scheduledAt = Long.MAX_VALUE;
    } else {
      endless.remove(hold);
    }
  }

  /** All leases that are looked after. */
  List<Hold> holds() {
    guard.lock();
    try {
      List<Hold> all = new ArrayList<>(schedule);
      for (Hold hold : underWay) {
        if (hold.scheduledAt == Long.MAX_VALUE && !hold.ended()) {
          all.add(hold);
        }
      }
      return all;
    } finally {
      guard.unlock();
    }
  }

  /** Whether this client holds a lock with this value. */
  boolean knows(byte[] value) {
    guard.lock();
    try {
      return Stream.concat(endless.stream(), holds().stream())
          .anyMatch(hold -> Arrays.equals(hold.value(), value));
    } finally {
      guard.unlock();
    }
  }

  /** Renews all leases at once, after something that may have cost one. */
  void doubtAll() {
    long now = clock.nanoTime();
    guard.lock(); // for all of them, so that they go out together
    try {
      holds().forEach(hold -> hold.reschedule(tenure -> tenure.doubted(now)));
    } finally {
      guard.unlock();
    }
  }

  private void setAlarm() {
    long first = schedule.first().scheduledAt;
    if (first < alarmAt) {
      if (alarm != null) {
        alarm.cancel(false);
      }
      alarmAt = first;
      alarm = timer.at(first, this::tick);
    }
  }

  /** Sees to all that is due; on the timer's thread. */
  void tick() {
    restoration.look();
    long now = clock.nanoTime();
    List<Hold> due = takeDue(now);
    List<Renewal> batch = new ArrayList<>();
    for (Hold hold : due) {
      Tenure tenure = hold.tenure();
      if (tenure.validUntil() <= now) {
        hold.lose(hold.expiry(), teller);
      } else if (tenure.renewAt() <= now + TOGETHER) {
        long millis = tenure.renewalMillis(now);
        hold.reschedule(Tenure::resting);
        if (millis > 0) {
          batch.add(new Renewal(hold, millis));
        }
      } else {
        reschedule(hold);
      }
    }
    seenTo();
    send(batch);
  }

  private void seenTo() {
    guard.lock();
    try {
      underWay = List.of();
    } finally {
      guard.unlock();
    }
  }

  private List<Hold> takeDue(long now) {
    List<Hold> due = new ArrayList<>();
    guard.lock();
    try {
      alarmAt = Long.MAX_VALUE;
      while (!schedule.isEmpty() && schedule.first().scheduledAt <= now + TOGETHER) {
        Hold hold = schedule.first();
        takeOut(hold);
        due.add(hold);
      }
      underWay = due;
      if (!schedule.isEmpty()) {
        setAlarm();
      }
    } finally {
      guard.unlock();
    }
    return due;
  }

  private void send(List<Renewal> batch) {
    if (batch.isEmpty()) {
      return;
    }
    List<Call<RenewReply>> calls = new ArrayList<>(batch.size());
    batch.forEach(renewal -> calls.add(renewal.call()));
    long sentAt = clock.nanoTime();
    try {
      runner.startAll(calls, i -> (reply, thrown) -> answered(batch.get(i), sentAt, reply, thrown));
    } catch (RuntimeException unsent) {
      batch.forEach(renewal -> answered(renewal, sentAt, null, unsent));
    }
  }

  private void answered(
      Renewal renewal, long sentAt, @Nullable RenewReply reply, @Nullable Throwable thrown) {
    if (reply != null) {
      complaints.over(renewal.hold);
      renewal.hold.renewed(reply, sentAt, renewal.millis, teller);
    } else {
      complaints.unanswered(renewal.hold, Objects.requireNonNull(thrown));
      renewal.hold.reschedule(tenure -> tenure.unanswered(clock.nanoTime()));
    }
  }

  /** One lease's share of a batch. */
  private record Renewal(Hold hold, long millis) {
    Call<RenewReply> call() {
      return hold.renewal(millis);
    }
  }
}
