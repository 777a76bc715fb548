package dev.baton.internal.script;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The keys of one lock: its own, which is exactly its name, and two beside it that land in the same
 * slot of a cluster whatever the name is. The only place where key names are made. All are made
 * anew each time: who holds very many locks has no room for them.
 */
public final class LockKeys {
  /** The most bytes that the name of a lock has in UTF-8. */
  static final int LONGEST = 1_024;

  private static final String QUEUE = "baton:queue:{";
  private static final String INBOX = "baton:inbox:";
  private static final String FENCE = "baton:fence:{";

  private final String name;

  /** A hash tag in the slot of the lock's key. */
  private final String tag;

  private final int slot;

  private LockKeys(String name, int slot) {
    this.name = name;
    this.slot = slot;
    this.tag = SlotTags.tag(slot);
  }

  /**
   * The keys of a lock.
   *
   * @param name the lock's name
   * @return its keys
   */
  public static LockKeys of(String name) {
    return new LockKeys(name, Slots.of(name.getBytes(UTF_8)));
  }

  /**
   * The channel on which one client hears of grants, where channels have no slots.
   *
   * @param client the client's id
   * @return the channel's name, without blanks
   */
  static byte[] commonInbox(String client) {
    return (INBOX + client).getBytes(ISO_8859_1);
  }

  /**
   * The channel on which one client hears of grants of the locks in this one's slot.
   *
   * @param client the client's id
   * @return the channel's name, without blanks
   */
  byte[] inbox(String client) {
    return (INBOX + '{' + tag + '}' + client).getBytes(ISO_8859_1);
  }

  /** Whether a key is one that is kept beside a lock. */
  static boolean isBeside(String key) {
    return key.startsWith(QUEUE) || key.startsWith(FENCE);
  }

  /** The slot of a cluster that all of them are in. */
  public int slot() {
    return slot;
  }

  /** The key that is the lock. */
  public byte[] lock() {
    return name.getBytes(UTF_8);
  }

  /** The queue of waiters. */
  public byte[] queue() {
    return beside(QUEUE, lock());
  }

  /** The last grant. */
  public byte[] fence() {
    return beside(FENCE, lock());
  }

  byte[][] all() {
    byte[] lock = lock();
    return new byte[][] {lock, beside(QUEUE, lock), beside(FENCE, lock)};
  }

  @SuppressWarnings("deprecation") // getBytes(int, int, byte[], int) copies; all here is ASCII
  private byte[] beside(String prefix, byte[] lock) {
    int tagAt = prefix.length();
    int nameAt = tagAt + tag.length() + 1;
    byte[] key = new byte[nameAt + lock.length];
    prefix.getBytes(0, tagAt, key, 0);
    tag.getBytes(0, tag.length(), key, tagAt);
    key[nameAt - 1] = '}';
    System.arraycopy(lock, 0, key, nameAt, lock.length);
    return key;
  }
}
