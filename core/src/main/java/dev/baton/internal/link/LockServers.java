package dev.baton.internal.link;

import dev.baton.internal.script.InboxNames;
import dev.baton.internal.script.LockKeys;
import dev.baton.internal.time.MonotonicClock;
import dev.baton.internal.time.Timer;
import dev.baton.spi.Backend;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * The lock servers of one client: one for all locks, or in a cluster one for each slot that it has
 * used. Slots move between servers one by one, so each is looked after by itself.
 */
public final class LockServers {
  /** A slot's channel is left when nobody has needed it for so long, or for up to twice that. */
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** The slot of all locks where there are none. */
  private static final int ANY = 0;

  private final InboxNames inboxes;
  private final boolean shardChannels;
  private final Backend backend;
  private final Executor blockingExecutor;
  private final boolean cluster;
  private final Map<Integer, LockServer> bySlot = new ConcurrentHashMap<>();

  /**
   * None yet.
   *
   * @param shardChannels whether the server has channels of shards
   * @param blockingExecutor where a channel is opened for a caller that must not wait
   */
  public LockServers(
      InboxNames inboxes, boolean shardChannels, Backend backend, Executor blockingExecutor) {
    this.inboxes = inboxes;
    this.shardChannels = shardChannels;
    this.backend = backend;
    this.blockingExecutor = blockingExecutor;
    this.cluster = backend.isCluster();
  }

  /** That of a lock. */
  public LockServer of(LockKeys keys) {
    return bySlot.computeIfAbsent(
        cluster ? keys.slot() : ANY,
        slot ->
            new LockServer(
                new Channel(inboxes.of(keys), shardChannels, backend, blockingExecutor)));
  }

  /** A channel beside those of grants, for who is told of something else. */
  public Channel channel(byte[] name) {
    return new Channel(name, shardChannels, backend, blockingExecutor);
  }

  /** Other servers may have the locks now. */
  public void mayHaveMoved() {
    bySlot.values().forEach(LockServer::mayHaveMoved);
  }

  /** In a cluster, leaves the channels that nobody needs, now and then. */
  public void leaveIdle(Timer timer, MonotonicClock clock) {
    if (cluster) {
      leaveIdle();
      var unused = timer.at(clock.after(IDLE_NANOS), () -> leaveIdle(timer, clock));
    }
  }

  /** Leaves the channels that nobody has needed since this was last called. */
  public void leaveIdle() {
    bySlot.values().forEach(LockServer::leaveIfIdle);
  }
}
