package dev.baton;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What {@link LockOptions} say, with the rules for what goes together. Nobody changes it once there
 * are options with it.
 */
final class LockOptionValues implements Cloneable {
  @Nullable Duration leaseDuration = Duration.ofSeconds(30);
  boolean autoRenew = true;
  @Nullable Duration maxHold;
  @Nullable String ownerToken;
  Duration betweenChecks = Duration.ofMillis(100);
  boolean strictFifo;
  @Nullable Duration stickyFor;
  @Nullable Duration holdAtLeast;
  FailoverPolicy failover = FailoverPolicy.none();

  void check() {
    if (stickyFor != null && (strictFifo || ownerToken != null || !autoRenew)) {
      throw new IllegalArgumentException(
          "stickyFor keeps a lock for the next in this process: it goes with a lease that is"
              + " renewed, and neither with strictFifo nor with an ownerToken");
    }
    if (holdAtLeast != null && (leaseDuration == null || ownerToken != null || stickyFor != null)) {
      throw new IllegalArgumentException(
          "holdAtLeast ends by itself, with a token of Baton's: it goes with a lease, and neither with"
              + " neverExpires, an ownerToken nor stickyFor");
    }
    if (holdAtLeast != null && isLongerThanItCanBeHeld(holdAtLeast)) {
      throw new IllegalArgumentException(
          "holdAtLeast is " + holdAtLeast + ": longer than the lock can be held at all");
    }
    if (failover.quarantined() && leaseDuration == null && maxHold == null) {
      throw new IllegalArgumentException(
          "a quarantine lasts for one lease: a lock that never expires cannot have it, since its"
              + " holder may hold it for ever");
    }
  }

  private boolean isLongerThanItCanBeHeld(Duration time) {
    boolean beyondLease = !autoRenew && leaseDuration != null && time.compareTo(leaseDuration) > 0;
    return beyondLease || (maxHold != null && time.compareTo(maxHold) > 0);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof LockOptionValues that
        && Objects.equals(leaseDuration, that.leaseDuration)
        && autoRenew == that.autoRenew
        && Objects.equals(maxHold, that.maxHold)
        && Objects.equals(ownerToken, that.ownerToken)
        && betweenChecks.equals(that.betweenChecks)
        && strictFifo == that.strictFifo
        && Objects.equals(stickyFor, that.stickyFor)
        && Objects.equals(holdAtLeast, that.holdAtLeast)
        && failover.equals(that.failover);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        leaseDuration,
        autoRenew,
        maxHold,
        ownerToken,
        betweenChecks,
        strictFifo,
        stickyFor,
        holdAtLeast,
        failover);
  }

  @Override
  public String toString() {
    return "LockOptions[leaseDuration="
        + (leaseDuration == null ? "never expires" : leaseDuration)
        + ", autoRenew="
        + autoRenew
        + (maxHold == null ? "" : ", maxHold=" + maxHold)
        + (ownerToken == null ? "" : ", ownerToken given")
        + (strictFifo ? ", strictFifo" : "")
        + (stickyFor == null ? "" : ", stickyFor=" + stickyFor)
        + (holdAtLeast == null ? "" : ", holdAtLeast=" + holdAtLeast)
        + (failover.equals(FailoverPolicy.none()) ? "" : ", failover: " + failover)
        + "]";
  }

  LockOptionValues copy() {
    try {
      return (LockOptionValues) clone();
    } catch (CloneNotSupportedException e) {
      throw new AssertionError(e);
    }
  }
}
