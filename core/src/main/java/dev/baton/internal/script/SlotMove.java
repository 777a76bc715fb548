package dev.baton.internal.script;

import dev.baton.spi.ServerError;

/** How a node of a cluster refuses what is about a slot that is on its way to another node. */
public final class SlotMove {
  private static final String SOME_KEYS_MOVED = "TRYAGAIN";

  /**
   * A key that a script has emptied, as nodes up to now have it in the midst of a move. With a
   * small or, on Valkey 9.1, a capital A.
   */
  private static final String GONE_IN_A_SCRIPT = "ttempted to access a non local key";

  private SlotMove() {}

  /**
   * Whether a refusal is because of a move, which is soon over.
   *
   * @param refusal what a server said
   * @return whether to ask again, whatever else
   */
  public static boolean isCauseOf(ServerError refusal) {
    return refusal.code().equals(SOME_KEYS_MOVED) || refusal.message().contains(GONE_IN_A_SCRIPT);
  }
}
