package dev.baton;

import dev.baton.internal.protocol.Limits;
import java.util.ArrayList;
import java.util.List;

/**
 * What a lock does about a failover, in which a replica becomes the primary and the newest writes
 * of the one before may be lost: a grant among them, so that another can be granted the lock while
 * its holder still believes to have it. The fencing token tells the two apart in any case.
 *
 * <p>Both measures presume that the primary before is dead, or cannot be reached. One that goes on
 * for clients on its side of a cut network must stop by itself, see {@code min-replicas-to-write}
 * in {@code redis.conf}. All who use a name must use the same policy and the same lease for it.
 *
 * <pre>{@code
 * LockOptions.defaults().failover(FailoverPolicy.acknowledgedBy(1).withQuarantine())
 * }</pre>
 *
 * @param replicas how many replicas must have a grant before it is reported, from 0 to 16
 * @param quarantined whether a free lock is granted to nobody for one lease after a change of the
 *     primary
 */
public record FailoverPolicy(int replicas, boolean quarantined) {
  private static final FailoverPolicy NONE = new FailoverPolicy(0, false);

  /**
   * A policy.
   *
   * @throws IllegalArgumentException if the number of replicas is out of bounds
   */
  public FailoverPolicy {
    Limits.replicas(replicas);
  }

  /**
   * Nothing: the default. After a failover two may hold the lock, until the lease of the first is
   * over or its next renewal tells it of the loss. Costs nothing.
   *
   * @return the policy
   */
  public static FailoverPolicy none() {
    return NONE;
  }

  /**
   * A grant is reported once so many replicas have it. If one of them is promoted the lock is still
   * its holder's; with as many as there are replicas it is so whichever is promoted. Renewals are
   * not waited for: a replica that lags by more than what was left of the lease at the last renewal
   * has the lock end early.
   *
   * <p>Each grant of the server costs a further round trip, on a connection of its own, and the
   * time that the slowest of the replicas needs; who is passed the lock within the process pays
   * nothing. The wait is within the caller's time: {@code acquire} ends with a {@link
   * LockTimeoutException} that says how many have the grant, {@code tryAcquire} with a {@link
   * BackendException}, after the command timeout if it has no other; the lock is not held then, and
   * is given back.
   *
   * @param replicas from 1 to 16
   * @return the policy
   * @throws IllegalArgumentException if the number is out of bounds
   */
  public static FailoverPolicy acknowledgedBy(int replicas) {
    return new FailoverPolicy(Limits.acknowledgements(replicas), false);
  }

  /**
   * After a change of the primary, which may be a restart, a lock that is free is granted to nobody
   * for one lease, so that a holder whose grant was lost has seen its lease end. A holder whose
   * grant was not lost keeps the lock and renews it. Who waits goes on waiting, and {@code
   * tryAcquire} finds the lock busy. The same holds for a server on which no lock of this policy
   * was used lately and that was promoted, or started, less than a lease ago.
   *
   * <p>Costs no round trip, but the scripts take longer, and one small key is left for each slot of
   * the cluster for a day. The user needs the right to {@code INFO}. A lock that never expires
   * cannot have this policy.
   *
   * @return the policy
   */
  public static FailoverPolicy quarantine() {
    return NONE.withQuarantine();
  }

  /**
   * This policy with {@link #quarantine()} besides.
   *
   * @return a changed copy
   */
  public FailoverPolicy withQuarantine() {
    return new FailoverPolicy(replicas, true);
  }

  /** What it does, for one line of a log. */
  @Override
  public String toString() {
    List<String> measures = new ArrayList<>();
    if (replicas > 0) {
      measures.add("acknowledged by " + replicas);
    }
    if (quarantined) {
      measures.add("quarantine");
    }
    return measures.isEmpty() ? "none" : String.join(" and ", measures);
  }
}
