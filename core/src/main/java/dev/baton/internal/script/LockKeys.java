package dev.baton.internal.script;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The keys of one lock: its own, which is exactly its name, and two beside it that land in the same
 * slot of a cluster whatever the name is. The only place where key names are made. All are made
 * anew each time: who holds very many locks has no room for them.
 */
public final class LockKeys {
  private final String name;

  /** A hash tag in the slot of the lock's key. */
  private final String tag;

  private LockKeys(String name, String tag) {
    this.name = name;
    this.tag = tag;
  }

  /**
   * The keys of a lock.
   *
   * @param name the lock's name
   * @return its keys
   */
  public static LockKeys of(String name) {
    return new LockKeys(name, SlotTags.tag(Slots.of(name.getBytes(UTF_8))));
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
    return name.getBytes(UTF_8);
  }

  /** The queue of waiters. */
  public byte[] queue() {
    return beside("baton:queue:{", lock());
  }

  /** The last grant. */
  public byte[] fence() {
    return beside("baton:fence:{", lock());
  }

  byte[][] all() {
    byte[] lock = lock();
    return new byte[][] {lock, beside("baton:queue:{", lock), beside("baton:fence:{", lock)};
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
