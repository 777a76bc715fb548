package dev.baton.internal.quorum;

/** How a {@link Round} ended. */
sealed interface Verdict {

  /**
   * A majority is ours, and knows the fence.
   *
   * @param lease not begun yet
   */
  record Won(QuorumLease lease) implements Verdict {}

  /** Others have so many votes that there is no majority for us. */
  record Busy() implements Verdict {}

  /**
   * So many members refused or fell silent that there is no majority for anybody.
   *
   * @param why to be thrown
   * @param lasting whether another try would end the same way
   */
  record Failed(RuntimeException why, boolean lasting) implements Verdict {}

  /** It is not wanted any more. */
  record Abandoned() implements Verdict {}
}
