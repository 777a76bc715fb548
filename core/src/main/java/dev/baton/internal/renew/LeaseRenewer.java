package dev.baton.internal.renew;

import dev.baton.internal.link.ScriptRunner;
import dev.baton.internal.monitor.Monitor;
import dev.baton.internal.protocol.Tenure;
import dev.baton.internal.script.Call;
import dev.baton.internal.script.RenewReply;
import dev.baton.internal.time.MonotonicClock;
import dev.baton.internal.time.Restoration;
import dev.baton.internal.time.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Renews the leases of one client, and ends those whose time is over. All that is due goes out as
 * one batch; each answer counts for its own lease only.
 */
public final class LeaseRenewer<L extends Renewable> {
  private static final System.Logger LOG = System.getLogger(LeaseRenewer.class.getName());

  /** Renewals that are due so soon go out with those that are due now. */
  private static final long TOGETHER = TimeUnit.MILLISECONDS.toNanos(5);

  private final MonotonicClock clock;
  private final Timer timer;
  private final ScriptRunner runner;
  private final Restoration restoration;
  private final Complaints complaints;

  /** Guards the schedule; held for a few steps only, never while anything is sent. */
  private final ReentrantLock guard = new ReentrantLock();

  private final Schedule<L> schedule = new Schedule<>();

  /** What the timer has taken out of the schedule to see to it. */
  private List<L> underWay = List.of();

  /** Whether all are to be renewed at once. */
  private boolean doubted;

  private long alarmAt = Long.MAX_VALUE;
  private @Nullable Future<?> alarm;

  public LeaseRenewer(
      MonotonicClock clock,
      Timer timer,
      ScriptRunner runner,
      Restoration restoration,
      Monitor monitor) {
    this.restoration = restoration;
    this.complaints = new Complaints(clock, monitor);
    this.clock = clock;
    this.timer = timer;
    this.runner = runner;
  }

  /** Puts a lease where its tenure says, or takes it out if it is over or has nothing to come. */
  public void reschedule(L hold) {
    guard.lock();
    try {
      long due = hold.ended() ? Long.MAX_VALUE : hold.tenure().due();
      if (due == Long.MAX_VALUE) {
        schedule.remove(hold);
      } else {
        schedule.put(hold, due);
        setAlarm();
      }
    } finally {
      guard.unlock();
    }
  }

  /** Takes a lease out: it is over. */
  public void forget(L hold) {
    boolean unused = complaints.over(hold);
    guard.lock();
    try {
      schedule.remove(hold);
    } finally {
      guard.unlock();
    }
  }

  /** How many leases have something to come. */
  public int size() {
    guard.lock();
    try {
      return schedule.size();
    } finally {
      guard.unlock();
    }
  }

  /** All leases that are looked after. */
  public List<L> holds() {
    guard.lock();
    try {
      List<L> all = schedule.all();
      for (L hold : underWay) {
        if (!schedule.has(hold) && !hold.ended()) {
          all.add(hold);
        }
      }
      return all;
    } finally {
      guard.unlock();
    }
  }

  /** Renews all leases at once, after something that may have cost one. */
  public void doubtAll() {
    guard.lock();
    try {
      doubted = true;
      setAlarm(clock.nanoTime());
    } finally {
      guard.unlock();
    }
  }

  private void setAlarm() {
    setAlarm(schedule.firstAt());
  }

  private void setAlarm(long first) {
    if (first < alarmAt) {
      if (alarm != null) {
        alarm.cancel(false);
      }
      alarmAt = first;
      alarm = timer.at(first, this::tick);
    }
  }

  /** Sees to all that is due; on the timer's thread. */
  public void tick() {
    restoration.look();
    long now = clock.nanoTime();
    Due<L> due = takeDue(now);
    List<Renewal> batch = new ArrayList<>();
    for (L hold : due.holds) {
      try {
        seeTo(hold, now, due.all, batch);
      } catch (Throwable e) { // an Error too: the leases of the others must go on
        LOG.log(System.Logger.Level.ERROR, "a lease was not seen to; the others are", e);
        reschedule(hold);
      }
    }
    seenTo();
    send(batch);
  }

  private void seeTo(L hold, long now, boolean doubted, List<Renewal> batch) {
    Tenure tenure = hold.tenure();
    if (tenure.validUntil() <= now) {
      hold.ranOut();
    } else if (doubted || tenure.renewAt() <= now + TOGETHER) {
      hold.beforeRenewal();
      boolean abandoned = tenure.autoRenew() && !hold.tenure().autoRenew();
      long millis = abandoned ? 0 : hold.tenure().renewalMillis(now);
      hold.reschedule(Tenure::resting);
      if (millis > 0) {
        batch.add(new Renewal(hold, millis));
      }
    } else {
      reschedule(hold);
    }
  }

  /**
   * What is to be seen to.
   *
   * @param all whether all leases are, since each may be lost
   */
  private record Due<L extends Renewable>(List<L> holds, boolean all) {}

  private void seenTo() {
    guard.lock();
    try {
      underWay = List.of();
    } finally {
      guard.unlock();
    }
  }

  private Due<L> takeDue(long now) {
    List<L> due = new ArrayList<>();
    boolean all;
    guard.lock();
    try {
      alarmAt = Long.MAX_VALUE;
      all = doubted;
      doubted = false;
      long until = all ? Long.MAX_VALUE : now + TOGETHER;
      while (schedule.firstAt() <= until && !schedule.isEmpty()) {
        due.add(schedule.takeFirst());
      }
      underWay = due;
      setAlarm();
    } finally {
      guard.unlock();
    }
    return new Due<>(due, all);
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
    } catch (Throwable unsent) {
      batch.forEach(renewal -> answered(renewal, sentAt, null, unsent));
    }
  }

  private void answered(
      Renewal renewal, long sentAt, @Nullable RenewReply reply, @Nullable Throwable thrown) {
    if (reply != null) {
      complaints.answered(renewal.hold);
      renewal.hold.renewed(reply, sentAt, renewal.millis);
    } else {
      complaints.unanswered(renewal.hold, Objects.requireNonNull(thrown));
      renewal.hold.reschedule(tenure -> tenure.unanswered(clock.nanoTime()));
    }
  }

  /** One lease's share of a batch. */
  private record Renewal(Renewable hold, long millis) {
    Call<RenewReply> call() {
      return hold.renewal(millis);
    }
  }
}
