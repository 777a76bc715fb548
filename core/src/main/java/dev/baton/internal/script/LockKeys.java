package dev.baton.internal.script;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;

/**
 * The keys of one lock: its own, which is exactly its name, and two beside it that land in the same
 * slot of a cluster whatever the name is. The only place where key names are made.
 */
public final class LockKeys {
  private final byte[] lock;
  private final byte[] queue;
  private final byte[] fence;

  private LockKeys(byte[] lock, byte[] queue, byte[] fence) {
    this.lock = lock;
    this.queue = queue;
    this.fence = fence;
  }

  /**
   * The keys of a lock.
   *
   * @param name the lock's name in UTF-8
   * @return its keys
   */
  public static LockKeys of(byte[] name) {
    String tag = SlotTags.tag(Slots.of(name));
    return new LockKeys(
        name, beside("baton:queue:{" + tag + "}", name), beside("baton:fence:{" + tag + "}", name));
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
    return queue;
  }

  /** The last grant. */
  public byte[] fence() {
    return fence;
  }

  byte[][] all() {
    return new byte[][] {lock, queue, fence};
  }

  private static byte[] beside(String prefix, byte[] name) {
    byte[] start = prefix.getBytes(ISO_8859_1);
    return ByteBuffer.allocate(start.length + name.length).put(start).put(name).array();
  }
}
