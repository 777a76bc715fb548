package dev.baton.internal.script;

/**
 * The channels on which one client hears of grants: one for all locks, or in a cluster one for each
 * slot, since a script reaches only channels in the slot of its keys.
 */
public final class Inboxes {
  private final String client;
  private final boolean slotted;

  /** The one channel; not used in a cluster. */
  private final byte[] common;

  private Inboxes(String client, boolean slotted) {
    this.client = client;
    this.slotted = slotted;
    this.common = LockKeys.commonInbox(client);
  }

  /**
   * One channel.
   *
   * @param client the client's id, without blanks
   * @return it
   */
  public static Inboxes common(String client) {
    return new Inboxes(client, /* slotted= */ false);
  }

  /**
   * One channel a slot.
   *
   * @param client the client's id, without blanks
   * @return them
   */
  public static Inboxes slotted(String client) {
    return new Inboxes(client, /* slotted= */ true);
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
    return slotted ? keys.inbox("") : LockKeys.commonInbox("");
  }
}
