package dev.baton.internal.script;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/**
 * The keys of one lock: its own, which is exactly its name, and two beside it that land in the same
 * slot of a cluster whatever the name is. The only place where key names are made.
 */
public final class LockKeys {
  private final byte[] lock;

  /** A hash tag in the slot of the lock's key; the other keys are made anew each time. */
  private final String tag;

  private LockKeys(byte[] lock, String tag) {
    this.lock = lock;
    this.tag = tag;
  }

  /**
   * The keys of a lock.
   *
   * @param name the lock's name in UTF-8
   * @return its keys
   */
  public static LockKeys of(byte[] name) {
    return new LockKeys(name, SlotTags.tag(Slots.of(name)));
  }

  /**
   * The channel on which one client hears of grants.
   *
   * @param client the client's id
   * @return the channel's name, without blanks
   */
  public static byte[] inbox(String client) {
    return ("baton:inbox:" + client).getBytes(ISO_8859_1);
  }

  /** The key that is the lock. */
  public byte[] lock() {
    return lock;
  }

  /** The queue of waiters. */
  public byte[] queue() {
    return beside("baton:queue:{");
  }

  /** The last grant. */
  public byte[] fence() {
    return beside("baton:fence:{");
  }

  byte[][] all() {
    return new byte[][] {lock, queue(), fence()};
  }

  @SuppressWarnings("deprecation") // getBytes(int, int, byte[], int) copies; all here is ASCII
  private byte[] beside(String prefix) {
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
