package dev.baton.internal.time;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * Runs events one at a time, in the order of their arrival, without blocking the threads that bring
 * them.
 *
 * <p>Whoever brings an event while nobody is inside goes in and lets it happen; whoever comes
 * meanwhile leaves the event with the one inside, who sees to it before leaving. So what is inside
 * needs no lock and is touched by one thread at a time. Events take a few steps in memory; what
 * they lead to outside (wakes, commands, callbacks) is done by the same thread once it has left.
 *
 * <p>After the combining of Hendler, Incze, Shavit and Tzafrir (SPAA 2010), with a Treiber stack of
 * events. Lock-free: a thread that enters or leaves repeats a step only if another's has succeeded.
 */
public abstract class Turnstile {
  private static final System.Logger LOG = System.getLogger(Turnstile.class.getName());

  private static final AtomicReferenceFieldUpdater<Turnstile, @Nullable Left> INSIDE =
      AtomicReferenceFieldUpdater.newUpdater(Turnstile.class, Left.class, "inside");

  /** Somebody is inside, and nothing was left meanwhile. */
  private static final Left NOTHING = new Left(inside -> {}, null);

  /** Null while nobody is inside; otherwise what was left for who is, the newest first. */
  private volatile @Nullable Left inside;

  /** Something that happens inside. */
  public interface Event {
    /**
     * A few steps in memory.
     *
     * @param inside what they lead to
     */
    void happen(Inside inside);
  }

  /**
   * A thread's stay inside, and what its events lead to once it has left. Only an event is given
   * it, so whatever asks for it happens inside, and nothing else can be called by mistake.
   */
  public static final class Inside {
    private @Nullable List<Sending> sendings;

    private Inside() {}

    /** Has something done after the event under way: a wake, a callback, a timer. */
    public void afterwards(Runnable action) {
      add(carrier -> action.run());
    }

    /**
     * Has something sent after the event under way.
     *
     * @param sending may wait for the answer on the thread that is there, if that may wait and
     *     nothing else is left for it to do
     */
    public void send(Sending sending) {
      add(sending);
    }

    private void add(Sending sending) {
      List<Sending> list = sendings;
      if (list == null) {
        list = new ArrayList<>(2);
        sendings = list;
      }
      list.add(sending);
    }

    /** Nobody could come in any more if anything that it throws got out: an Error is returned. */
    private @Nullable Error take(Event event) {
      try {
        event.happen(this);
        return null;
      } catch (Throwable e) {
        LOG.log(System.Logger.Level.ERROR, "an event failed; the others go on", e);
        return e instanceof Error error ? error : null;
      }
    }

    private void takeAll(Left newest) {
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
  }

  /** Something to send outside. */
  public interface Sending {
    /**
     * Does it.
     *
     * @param carrier the thread that does it
     */
    void run(Carrier carrier);
  }

  /** The thread that is there. */
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
    final Event event;
    @Nullable Left under;

    Left(Event event, @Nullable Left under) {
      this.event = event;
      this.under = under;
    }
  }

  /** Lets something happen; returns when it has, or when another thread will see to it. */
  public final void submit(Event event) {
    submit(event, Carrier.PASSING);
  }

  /**
   * Lets something happen.
   *
   * @param event a few steps in memory
   * @param carrier the calling thread
   * @throws Error one that the event, or what this stay inside has led to, has thrown; all others
   *     have been seen to by then
   */
  public final void submit(Event event, Carrier carrier) {
    if (!enterOrLeave(event)) {
      return;
    }
    Inside stay = new Inside();
    Error thrown = stay.take(event);
    while (!INSIDE.compareAndSet(this, NOTHING, null)) {
      stay.takeAll(Objects.requireNonNull(INSIDE.getAndSet(this, NOTHING)));
    }
    List<Sending> mine = stay.sendings;
    if (mine != null) {
      Error also = run(mine, carrier);
      thrown = thrown == null ? also : thrown;
    }
    if (thrown != null) {
      throw thrown;
    }
  }

  /** True if the calling thread is inside now; else the event is left with the one who is. */
  private boolean enterOrLeave(Event event) {
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

  /** Only the last may keep the thread: the others are not to wait for that. */
  private static @Nullable Error run(List<Sending> sendings, Carrier carrier) {
    Error thrown = null;
    for (int i = 0; i < sendings.size(); i++) {
      try {
        sendings.get(i).run(i == sendings.size() - 1 ? carrier : Carrier.PASSING);
      } catch (Throwable e) {
        LOG.log(System.Logger.Level.ERROR, "what followed an event failed; the others go on", e);
        thrown = thrown == null && e instanceof Error error ? error : thrown;
      }
    }
    return thrown;
  }
}
