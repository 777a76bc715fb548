package dev.baton.internal.script;

/**
 * The channels on which one client hears of grants: one for all locks, or in a cluster one for each
 * slot, since a script reaches only channels in the slot of its keys.
 */
public final class InboxNames {
  private final String prefix;
  private final String client;
  private final boolean slotted;

  /** The one channel; not used in a cluster. */
  private final byte[] common;

  private InboxNames(String prefix, String client, boolean slotted) {
    this.prefix = prefix;
    this.client = client;
    this.slotted = slotted;
    this.common = LockKeys.commonInbox(prefix, client);
  }

  /**
   * One channel, without a prefix.
   *
   * @param client the client's id, without blanks
   * @return it
   */
  public static InboxNames common(String client) {
    return common("", client);
  }

  /**
   * One channel.
   *
   * @param prefix what its name begins with
   * @param client the client's id, without blanks
   * @return it
   */
  public static InboxNames common(String prefix, String client) {
    return new InboxNames(prefix, client, /* slotted= */ false);
  }

  /**
   * One channel a slot.
   *
   * @param prefix what their names begin with, that of the keys
   * @param client the client's id, without blanks
   * @return them
   */
  public static InboxNames slotted(String prefix, String client) {
    return new InboxNames(prefix, client, /* slotted= */ true);
  }

  /**
   * The channel on which the client hears of a lock.
   *
   * @param keys the lock's keys
   * @return its name, without blanks
   */
  public byte[] of(LockKeys keys) {
    return slotted ? keys.inbox(client) : common;
  }

  /** What the names of all clients' channels for a lock begin with; their ids follow. */
  byte[] beginningOf(LockKeys keys) {
    return slotted ? keys.inbox("") : LockKeys.commonInbox(prefix, "");
  }
}
