package dev.baton.internal.protocol;

import dev.baton.internal.script.ServerRefusal;
import dev.baton.internal.script.SlotMove;
import dev.baton.spi.BackendFault;
import dev.baton.spi.ServerError;

/** Which faults pass by themselves, so that it makes sense to ask again. */
public final class Transience {
  /** What becomes of a lock that could not be given back, for a reason that does not pass. */
  public static final String STAYS =
      "a lock stays until its lease ends, for ever if it never expires";

  private Transience() {}

  /**
   * Whether a fault is that the lock's slot is on its way from one node of a cluster to another.
   */
  static boolean isMove(BackendFault fault) {
    return fault instanceof ServerError refusal && SlotMove.isCauseOf(refusal);
  }

  /**
   * Whether a fault may be gone the next time. A lost connection may; a missing right is not.
   *
   * @param fault what went wrong
   * @return whether to ask again
   */
  public static boolean passes(BackendFault fault) {
    return !(fault instanceof ServerError refusal) || ServerRefusal.of(refusal).passes();
  }
}
