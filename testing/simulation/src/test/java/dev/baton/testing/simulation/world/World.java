package dev.baton.testing.simulation.world;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What happens, one event after the other, at times that nobody waits for. All chance comes from
 * one seed, so the same seed gives the same events.
 */
public final class World {
  private static final int REMEMBERED = 40_000;

  private final SplittableRandom chance;
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final Deque<Supplier<String>> trace = new ArrayDeque<>();
  private Runnable afterEach = () -> {};
  private @Nullable Breach breach;
  private long now;
  private long made;
  private long happened;
  private long fingerprint = 17;

  /** A world. */
  public World(long seed) {
    this.chance = new SplittableRandom(seed);
  }

  private record Event(long time, long number, Runnable action) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = Long.compare(time, other.time);
      return byTime == 0 ? Long.compare(number, other.number) : byTime;
    }
  }

  /** The true time in nanoseconds. */
  public long now() {
    return now;
  }

  /** How much has happened. */
  public long happened() {
    return happened;
  }

  /** A number that two equal courses of events have in common. */
  public long fingerprint() {
    return fingerprint;
  }

  /** Lets something happen at a time, or now if that is over. */
  public void at(long time, Runnable action) {
    events.add(new Event(Math.max(now, time), made++, action));
  }

  /** Lets something happen after a time. */
  public void after(long nanos, Runnable action) {
    at(now + nanos, action);
  }

  /** Is done after each event. */
  public void afterEach(Runnable check) {
    afterEach = check;
  }

  /** Goes on until a time, or until there is no more to happen. */
  public void runUntil(long end) {
    while (!events.isEmpty() && events.peek().time <= end) {
      step();
    }
    now = Math.max(now, end);
  }

  /** Goes on until something is so: the caller's thread is blocked, the others are not. */
  public void runUntil(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      step();
    }
  }

  private void step() {
    Event next = events.remove();
    now = next.time;
    happened++;
    fingerprint = fingerprint * 31 + now;
    next.action.run();
    afterEach.run();
    if (breach != null) {
      throw breach;
    }
  }

  /** Ends the run: futures keep what their callbacks throw to themselves. */
  public Breach breach(String what) {
    Breach first = breach == null ? new Breach(what) : breach;
    breach = first;
    return first;
  }

  /** From zero to below the bound. */
  public long below(long bound) {
    return bound <= 0 ? 0 : chance.nextLong(bound);
  }

  /** Between two bounds, small ones as likely as large ones. */
  public long between(long least, long most) {
    double exponent = chance.nextDouble() * StrictMath.log((double) most / least);
    return (long) (least * StrictMath.exp(exponent));
  }

  /** True so many times of a hundred. */
  public boolean percent(double times) {
    return chance.nextDouble() * 100 < times;
  }

  /** One of several. */
  @SafeVarargs
  public final <T> T oneOf(T... choices) {
    return choices[(int) below(choices.length)];
  }

  /** Notes what happened, for those who look into a failure. */
  public void note(Supplier<String> what) {
    fingerprint = fingerprint * 31 + 1;
    long when = now;
    if (trace.size() == REMEMBERED) {
      trace.remove();
    }
    trace.add(() -> String.format("%,15d  %s", when / 1_000, what.get()));
  }

  /** The last that was noted, times in microseconds. */
  public String trace() {
    StringBuilder text = new StringBuilder();
    trace.forEach(line -> text.append(line.get()).append('\n'));
    return text.toString();
  }
}
