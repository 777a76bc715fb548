package dev.baton.internal.script;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

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
  private static final String PRIMARY = "baton:primary:{";

  private final String name;

  /** A hash tag in the slot of the lock's key. */
  private final String tag;

  private final int slot;

  /** For how long the lock is asked for, if it has a quarantine. */
  private final @Nullable Term quarantined;

  private LockKeys(String name, int slot, @Nullable Term quarantined) {
    this.name = name;
    this.slot = slot;
    this.tag = SlotTags.tag(slot);
    this.quarantined = quarantined;
  }

  /**
   * The keys of a lock.
   *
   * @param name the lock's name
   * @return its keys
   */
  public static LockKeys of(String name) {
    return new LockKeys(name, Slots.of(name.getBytes(UTF_8)), null);
  }

  /**
   * The keys of a lock that, after a change of the primary, is granted to nobody for one lease.
   *
   * @param term for how long it is asked for; it ends
   * @return its keys, with that of the primary
   */
  public LockKeys quarantined(Term term) {
    if (term.forEver()) {
      throw new IllegalArgumentException("what lasts for ever has no quarantine");
    }
    return new LockKeys(name, slot, term);
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
    return key.startsWith(QUEUE) || key.startsWith(FENCE) || key.startsWith(PRIMARY);
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

  /** Who was the primary when a lock of this slot was last used; one key for all of them. */
  public byte[] primary() {
    return beside(PRIMARY, new byte[0]);
  }

  /** What tells of the lock. */
  byte[][] all() {
    byte[] lock = lock();
    return new byte[][] {lock, beside(QUEUE, lock), beside(FENCE, lock)};
  }

  /** What scripts need that may grant the lock. */
  byte[][] toGrant() {
    byte[][] all = all();
    return quarantined == null ? all : with(all, primary());
  }

  /** Arguments of such a script that has no lease of its own: one more if there is a quarantine. */
  byte[][] toGrant(byte[]... arguments) {
    return quarantined == null
        ? arguments
        : with(arguments, Ascii.number(quarantined.leaseMillis()));
  }

  private static byte[][] with(byte[][] words, byte[] last) {
    byte[][] all = Arrays.copyOf(words, words.length + 1);
    all[words.length] = last;
    return all;
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
