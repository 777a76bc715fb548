package dev.baton.internal.script;

import dev.baton.spi.ServerError;

/** How a node of a cluster refuses what is about a slot that is on its way to another node. */
public final class SlotMove {
  private SlotMove() {}

  /**
   * Whether a refusal is because of a move, which is soon over.
   *
   * @param refusal what a server said
   * @return whether to ask again, whatever else
   */
  public static boolean isCauseOf(ServerError refusal) {
    return ServerRefusal.of(refusal) == ServerRefusal.TRYAGAIN;
  }
}
