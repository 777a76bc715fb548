package dev.baton.internal.time;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Lets things happen one at a time, in the order in which they come, and makes nobody wait for it.
 *
 * <p>Whoever brings an event while nobody is inside goes in and lets it happen; whoever comes
 * meanwhile leaves the event with the one inside, who sees to it before leaving. So what is inside
 * needs no lock and is touched by one thread at a time. Events take a few steps in memory; what
 * they lead to outside (wakes, commands, callbacks) is done as errands, by the same thread once it
 * has left.
 *
 * <p>After the combining of Hendler, Incze, Shavit and Tzafrir (SPAA 2010), with a Treiber stack of
 * events. Lock-free: a thread that enters or leaves repeats a step only if another's has succeeded.
 */
public abstract class Turnstile {
  private static final System.Logger LOG = System.getLogger(Turnstile.class.getName());

  private static final VarHandle INSIDE;

  static {
    try {
      INSIDE = MethodHandles.lookup().findVarHandle(Turnstile.class, "inside", Left.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Somebody is inside, and nothing was left meanwhile. */
  private static final Left NOTHING = new Left(() -> {}, null);

  /** Null while nobody is inside; otherwise what was left for who is, the newest first. */
  @SuppressWarnings("UnusedVariable") // read and written through INSIDE
  private volatile @Nullable Left inside;

  /** What the events inside have led to; touched by the thread inside only. */
  private @Nullable List<Errand> errands;

  /** Something to do outside. */
  public interface Errand {
    /**
     * Does it.
     *
     * @param carrier the thread that does it
     */
    void run(Carrier carrier);
  }

  /** The thread that does an errand. */
  public interface Carrier {
    /** One that must not be kept. */
    Carrier PASSING = () -> false;

    /**
     * Whether the thread is that of a caller who waits anyway, so that a command can be sent and
     * its reply be awaited on it. Asked anew before each command: a caller whose own call is
     * decided, or whose time is short, does not wait for others.
     */
    boolean mayWait();
  }

  /** An event that was left, on top of an earlier one. */
  private static final class Left {
    final Runnable event;
    @Nullable Left under;

    Left(Runnable event, @Nullable Left under) {
      this.event = event;
      this.under = under;
    }
  }

  /** Lets something happen; returns when it has, or when another thread will see to it. */
  public final void happens(Runnable event) {
    happens(event, Carrier.PASSING);
  }

  /**
   * Lets something happen.
   *
   * @param event a few steps in memory
   * @param carrier the calling thread
   * @throws Error one that the event, or an errand of this stay inside, has thrown; all others have
   *     been seen to by then
   */
  public final void happens(Runnable event, Carrier carrier) {
    if (!enterOrLeave(event)) {
      return;
    }
    Error thrown = take(event);
    List<Errand> mine = collect(null);
    while (!INSIDE.compareAndSet(this, NOTHING, null)) {
      takeAll((Left) INSIDE.getAndSet(this, NOTHING));
      mine = collect(mine);
    }
    if (mine != null) {
      Error also = run(mine, carrier);
      thrown = thrown == null ? also : thrown;
    }
    if (thrown != null) {
      throw thrown;
    }
  }

  /** To be done outside, after the event under way. */
  public final void errand(Errand errand) {
    List<Errand> list = errands;
    if (list == null) {
      list = new ArrayList<>(2);
      errands = list;
    }
    list.add(errand);
  }

  /** True if the calling thread is inside now; else the event is left with the one who is. */
  private boolean enterOrLeave(Runnable event) {
    while (true) {
      Left now = inside;
      if (now == null) {
        if (INSIDE.compareAndSet(this, null, NOTHING)) {
          return true;
        }
      } else if (INSIDE.compareAndSet(this, now, new Left(event, now))) {
        return false;
      }
    }
  }

  private static void takeAll(Left newest) {
    Left oldest = NOTHING;
    for (Left left = newest; left != NOTHING; ) {
      Left under = Objects.requireNonNull(left.under);
      left.under = oldest;
      oldest = left;
      left = under;
    }
    for (Left left = oldest; left != NOTHING; left = Objects.requireNonNull(left.under)) {
      var unused = take(left.event); // an Error is not that of the thread here
    }
  }

  /** Nobody could come in any more if anything that it throws got out: an Error is returned. */
  private static @Nullable Error take(Runnable event) {
    try {
      event.run();
      return null;
    } catch (Throwable e) {
      LOG.log(System.Logger.Level.ERROR, "an event failed; the others go on", e);
      return e instanceof Error error ? error : null;
    }
  }

  /** The errands of this stay inside: once it has ended they are the next one's. */
  private @Nullable List<Errand> collect(@Nullable List<Errand> before) {
    List<Errand> fresh = errands;
    errands = null;
    if (before == null || fresh == null) {
      return fresh == null ? before : fresh;
    }
    before.addAll(fresh);
    return before;
  }

  /** Only the last may keep the thread: the others are not to wait for that. */
  private static @Nullable Error run(List<Errand> errands, Carrier carrier) {
    Error thrown = null;
    for (int i = 0; i < errands.size(); i++) {
      try {
        errands.get(i).run(i == errands.size() - 1 ? carrier : Carrier.PASSING);
      } catch (Throwable e) {
        LOG.log(System.Logger.Level.ERROR, "an errand failed; the others go on", e);
        thrown = thrown == null && e instanceof Error error ? error : thrown;
      }
    }
    return thrown;
  }
}
