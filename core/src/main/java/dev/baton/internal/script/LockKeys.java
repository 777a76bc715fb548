package dev.baton.internal.script;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.spi.Slots;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one lock: its own, which is exactly its name behind the client's prefix, and two
 * beside it that land in the same slot of a cluster whatever the name is. All begin with the
 * prefix. The only place where key names are made. All are made anew each time: who holds very many
 * locks has no room for them.
 */
public final class LockKeys {
  /** The most bytes that the name of a lock has in UTF-8. */
  static final int LONGEST = 1_024;

  /**
   * Braces would decide the slot of all keys, blanks and semicolons end words in the records of the
   * scripts, and the signs of patterns mean something in a search and in the rights of a user.
   */
  private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9:._/|@~+=-]{0,128}");

  private static final String QUEUE = "baton:queue:{";
  private static final String INBOX = "baton:inbox:";
  private static final String FENCE = "baton:fence:{";
  private static final String PRIMARY = "baton:primary:{";
  private static final String LEADER = "baton:leader:{";

  /** What all keys of the client begin with, in ASCII and without braces; empty for nothing. */
  private final String prefix;

  private final String name;

  /** A hash tag in the slot of the lock's key. */
  private final String tag;

  private final int slot;

  /** For how long the lock is asked for, if it has a quarantine. */
  private final @Nullable Term quarantined;

  private LockKeys(String prefix, String name, int slot, @Nullable Term quarantined) {
    this.prefix = prefix;
    this.name = name;
    this.slot = slot;
    this.tag = SlotTags.tag(slot);
    this.quarantined = quarantined;
  }

  /**
   * The keys of a lock of a client without a prefix.
   *
   * @param name the lock's name
   * @return its keys
   */
  public static LockKeys of(String name) {
    return of("", name);
  }

  /**
   * The keys of a lock.
   *
   * @param prefix what all keys of the client begin with
   * @param name the lock's name
   * @return its keys
   */
  public static LockKeys of(String prefix, String name) {
    return of(prefix, name, Slots.of(prefixed(prefix, name)));
  }

  /**
   * The same keys again.
   *
   * @param prefix what all keys of the client begin with
   * @param name the lock's name
   * @param slot theirs
   * @return the keys
   */
  public static LockKeys of(String prefix, String name, int slot) {
    return new LockKeys(prefix, name, slot, null);
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
    return new LockKeys(prefix, name, slot, term);
  }

  /**
   * The channel on which one client hears of grants, where channels have no slots.
   *
   * @param prefix what all keys and channels of the client begin with
   * @param client the client's id
   * @return the channel's name, without blanks
   */
  static byte[] commonInbox(String prefix, String client) {
    return (prefix + INBOX + client).getBytes(ISO_8859_1);
  }

  /**
   * The channel on which one client hears of grants of the locks in this one's slot.
   *
   * @param client the client's id
   * @return the channel's name, without blanks
   */
  byte[] inbox(String client) {
    return (prefix + INBOX + '{' + tag + '}' + client).getBytes(ISO_8859_1);
  }

  /**
   * Whether keys and channels can begin with a text.
   *
   * @param text the text
   * @return whether it is a prefix, perhaps an empty one
   */
  public static boolean isPrefix(String text) {
    return PREFIX.matcher(text).matches();
  }

  /**
   * Whether a key is one that is kept beside a lock, by a client with this or any longer prefix.
   */
  static boolean isBeside(String prefix, String key) {
    return isOfKind(QUEUE, prefix, key)
        || isOfKind(FENCE, prefix, key)
        || isOfKind(PRIMARY, prefix, key)
        || isOfKind(LEADER, prefix, key);
  }

  private static boolean isOfKind(String kind, String prefix, String key) {
    int at = key.indexOf(kind, prefix.length());
    return at >= 0 && isPrefix(key.substring(0, at));
  }

  /** The slot of a cluster that all of them are in. */
  public int slot() {
    return slot;
  }

  /** The key that is the lock. */
  public byte[] lock() {
    return prefixed(prefix, name);
  }

  /** The queue of waiters. */
  public byte[] queue() {
    return beside(QUEUE, name.getBytes(UTF_8));
  }

  /** The last grant. */
  public byte[] fence() {
    return beside(FENCE, name.getBytes(UTF_8));
  }

  /** Who leads, if the lock is an election's; the channel on which that is told too. */
  public byte[] leader() {
    return beside(LEADER, name.getBytes(UTF_8));
  }

  /** Who was the primary when a lock of this slot was last used; one key for all of them. */
  public byte[] primary() {
    return beside(PRIMARY, new byte[0]);
  }

  /** What tells of the lock. */
  byte[][] all() {
    byte[] bytes = name.getBytes(UTF_8);
    byte[] lock = prefix.isEmpty() ? bytes : lock();
    return new byte[][] {lock, beside(QUEUE, bytes), beside(FENCE, bytes)};
  }

  /** What scripts need that may grant the lock. */
  byte[][] toGrant() {
    byte[][] all = all();
    return quarantined == null ? all : with(all, primary());
  }

  /** Whether the lock is granted to nobody for some time after a change of the primary. */
  boolean isQuarantined() {
    return quarantined != null;
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
  private byte[] beside(String kind, byte[] nameBytes) {
    int kindAt = prefix.length();
    int tagAt = kindAt + kind.length();
    int nameAt = tagAt + tag.length() + 1;
    byte[] key = new byte[nameAt + nameBytes.length];
    prefix.getBytes(0, kindAt, key, 0);
    kind.getBytes(0, kind.length(), key, kindAt);
    tag.getBytes(0, tag.length(), key, tagAt);
    key[nameAt - 1] = '}';
    System.arraycopy(nameBytes, 0, key, nameAt, nameBytes.length);
    return key;
  }

  private static byte[] prefixed(String prefix, String name) {
    return (prefix.isEmpty() ? name : prefix + name).getBytes(UTF_8);
  }
}
