package dev.baton.internal.election;

import dev.baton.LeaderObserver.Leader;
import dev.baton.internal.link.Channel;
import dev.baton.internal.link.Inbox;
import dev.baton.internal.script.LeaderReply;
import dev.baton.internal.script.LockKeys;
import dev.baton.internal.script.Push;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who leads, for all of a client who look on one election. Whatever is heard is a hint, upon which
 * it asks; and it asks by itself when the lease ends that was seen last.
 */
final class Watch implements Inbox.Seeker {
  private static final long UNHEARD_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private final Surroundings client;
  private final LockKeys keys;
  private final String key;
  private final Channel channel;
  private final List<Follower> followers = new CopyOnWriteArrayList<>();

  /** Hints since it last asked; it asks once for all that come while it waits for an answer. */
  private final AtomicInteger hints = new AtomicInteger();

  private volatile boolean closed;

  // Below: touched by one answer at a time.

  private @Nullable Future<?> alarm;

  /** Whether somebody was seen who has the lock and has not said that it leads. */
  private boolean heldBySomebody;

  Watch(Surroundings client, String name) {
    this.client = client;
    this.keys = LockKeys.of(client.prefix(), name);
    this.key = new String(keys.lock(), StandardCharsets.UTF_8);
    this.channel = client.servers().channel(keys.leader());
    client.inbox().lookOn(this);
  }

  /** Who leads by an answer. */
  static Optional<Leader> leader(LeaderReply reply) {
    return reply instanceof LeaderReply.Led led
        ? Optional.of(
            new Leader(
                led.candidate(),
                led.ownerToken(),
                led.term(),
                Duration.ofMillis(led.sinceMillis())))
        : Optional.empty();
  }

  void add(Follower follower) {
    followers.add(follower);
  }

  /** Hears of changes from now on, and tells those who were added how it is. */
  void look() {
    channel.whenOpen(this::hint, thrown -> hint());
  }

  void remove(List<Follower> gone) {
    followers.removeAll(gone);
  }

  void close() {
    closed = true;
    client.inbox().lookAway(this);
    channel.leaveUnless(() -> false);
  }

  @Override
  public void onPush(Push push) {
    if (push.request().equals(key)) {
      hint();
    }
  }

  @Override
  public void onNudge() {
    hint();
  }

  private void hint() {
    if (hints.getAndIncrement() == 0) {
      ask();
    }
  }

  private void ask() {
    if (closed) {
      return;
    }
    int known = hints.get();
    client
        .runner()
        .start(
            client.calls().leader(keys),
            (reply, thrown) -> {
              long rest = reply == null ? UNHEARD_NANOS : answered(reply);
              askAgainAfter(isHeard() ? rest : Math.min(rest, UNHEARD_NANOS));
              if (!hints.compareAndSet(known, 0)) {
                ask();
              }
            });
  }

  private boolean isHeard() {
    return channel.isOpen() && client.inbox().isSubscribed();
  }

  private void askAgainAfter(long nanos) {
    Future<?> before = alarm;
    if (before != null) {
      before.cancel(false);
    }
    if (!closed && nanos < Long.MAX_VALUE) {
      alarm = client.timer().at(client.clock().after(nanos), this::askByItself);
    }
  }

  private void askByItself() {
    if (!channel.isOpen() && !client.inbox().isForbidden()) {
      channel.prepare();
    }
    hint();
  }

  /** For how long the answer holds at least, in nanoseconds. */
  private long answered(LeaderReply reply) {
    boolean already = heldBySomebody;
    heldBySomebody = reply instanceof LeaderReply.Held;
    if (heldBySomebody && !already) {
      return UNHEARD_NANOS; // one who was just elected says so by then
    }
    Optional<Leader> leader = leader(reply);
    followers.forEach(follower -> follower.tell(leader));
    if (reply instanceof LeaderReply.Led led) {
      return rest(led.leaseMillis());
    }
    return reply instanceof LeaderReply.Held held ? rest(held.leaseMillis()) : Long.MAX_VALUE;
  }

  private static long rest(long leaseMillis) {
    return leaseMillis < 0
        ? Long.MAX_VALUE
        : TimeUnit.MILLISECONDS.toNanos(leaseMillis) + LEAST_NANOS;
  }

  /** One who is told of each change, in order. */
  static final class Follower {
    private static final long UNTOLD = -1;
    private static final long NOBODY = 0;

    private final Callbacks callbacks;
    private final Consumer<? super Optional<Leader>> action;

    /** The term it was told of last, by answers, of which there is one at a time. */
    private long last = UNTOLD;

    Follower(Callbacks callbacks, Consumer<? super Optional<Leader>> action) {
      this.callbacks = callbacks;
      this.action = action;
    }

    void tell(Optional<Leader> now) {
      long term = now.map(Leader::term).orElse(NOBODY);
      if (term != last) {
        last = term;
        callbacks.call(() -> action.accept(now));
      }
    }
  }
}
