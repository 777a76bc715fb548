package dev.baton.internal.protocol;

import dev.baton.spi.BackendFault;
import dev.baton.spi.ServerError;
import java.util.Set;

/** Which faults pass by themselves, so that it makes sense to ask again. */
public final class Transience {
  private static final String MOVING = "TRYAGAIN";

  /** The server is starting, busy, out of memory, failing over or moving slots. */
  private static final Set<String> CODES =
      Set.of(
          "LOADING", "BUSY", MOVING, "CLUSTERDOWN", "MASTERDOWN", "READONLY", "NOREPLICAS", "OOM");

  private Transience() {}

  /**
   * Whether a fault is that the lock's slot is on its way from one node of a cluster to another.
   * Nothing was done, and it is soon over.
   *
   * @param fault what went wrong
   * @return whether to ask again whatever else
   */
  static boolean isMove(BackendFault fault) {
    return fault instanceof ServerError refusal && refusal.code().equals(MOVING);
  }

  /**
   * Whether a fault may be gone the next time. A lost connection may; a missing right is not.
   *
   * @param fault what went wrong
   * @return whether to ask again
   */
  public static boolean passes(BackendFault fault) {
    return !(fault instanceof ServerError refusal) || CODES.contains(refusal.code());
  }
}
