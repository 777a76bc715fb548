package dev.baton.internal.lease;

import dev.baton.Acquirable;
import dev.baton.DistributedSemaphore;
import dev.baton.LockOptions;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A semaphore: a lock of which each holder has a share. */
public final class Permits extends Forwarding<Acquirable> implements DistributedSemaphore {
  private final Object client;
  private final int permits;
  private final int weight;
  private final IntFunction<Supplier<? extends Acquirable>> shares;

  /**
   * A semaphore whose acquisitions take one permit each.
   *
   * @param client whose it is
   * @param shares what is acquired, by the weight of an acquisition
   * @throws IllegalArgumentException if there are no permits, or the options are not for sharing
   */
  public Permits(
      Object client,
      String name,
      int permits,
      LockOptions options,
      IntFunction<Supplier<? extends Acquirable>> shares) {
    this(client, name, checked(permits), options, /* weight= */ 1, shares);
    Sharing.checkForPermits(options);
  }

  private Permits(
      Object client,
      String name,
      int permits,
      LockOptions options,
      int weight,
      IntFunction<Supplier<? extends Acquirable>> shares) {
    super(client, name, options, shares.apply(weight));
    this.client = client;
    this.permits = permits;
    this.weight = weight;
    this.shares = shares;
  }

  private static int checked(int permits) {
    if (permits < 1) {
      throw new IllegalArgumentException("permits must be 1 or more, not " + permits);
    }
    return permits;
  }

  @Override
  public int permits() {
    return permits;
  }

  @Override
  public int weight() {
    return weight;
  }

  @Override
  public DistributedSemaphore withWeight(int weight) {
    if (weight < 1 || weight > permits) {
      throw new IllegalArgumentException(
          "semaphore \""
              + name()
              + "\" has "
              + permits
              + " permits: an acquisition takes 1 to "
              + permits
              + " of them, not "
              + weight);
    }
    return new Permits(client, name(), permits, options(), weight, shares);
  }

  /** Semaphores of one client with one name, as many permits and the same options are the same. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Permits that
        && that.isOf(client)
        && name().equals(that.name())
        && permits == that.permits
        && weight == that.weight
        && options().equals(that.options());
  }

  @Override
  public int hashCode() {
    return name().hashCode();
  }

  @Override
  public String toString() {
    return "DistributedSemaphore[\""
        + name()
        + "\", "
        + (weight == 1 ? "" : weight + " of ")
        + permits
        + (permits == 1 ? " permit]" : " permits]");
  }
}
