package dev.baton.test.internal.server;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Keys, their values and when they expire, by the wall clock of the server. */
public final class Keyspace {
  private static final long NEVER = Long.MAX_VALUE;

  private final LongSupplier clockMillis;
  private final Map<String, Entry> entries;

  private record Entry(Object value, long expiresAt) {}

  /** What no lock is made of. */
  private record Other(String type) {}

  /** An empty one, on a clock. */
  public Keyspace(LongSupplier clockMillis) {
    this(clockMillis, new HashMap<>());
  }

  private Keyspace(LongSupplier clockMillis, Map<String, Entry> entries) {
    this.clockMillis = clockMillis;
    this.entries = entries;
  }

  /** All that is there now, as a replica or a file would have it. */
  public Keyspace copy() {
    Map<String, Entry> copied = new HashMap<>();
    entries.forEach((key, entry) -> copied.put(key, new Entry(copy(entry.value), entry.expiresAt)));
    return new Keyspace(clockMillis, copied);
  }

  private static Object copy(Object value) {
    return value instanceof SortedSet set ? set.copy() : value;
  }

  /** The keys that have not expired, in alphabetical order. */
  public List<String> keys() {
    return new TreeMap<>(entries).keySet().stream().filter(this::exists).toList();
  }

  /** Whether a key is there. */
  public boolean exists(String key) {
    return value(key) != null;
  }

  /** Whether a key will expire by itself, or is not there. */
  public boolean expires(String key) {
    Entry entry = entry(key);
    return entry == null || entry.expiresAt != NEVER;
  }

  /** Whether a key has a string, and this one. */
  public boolean has(String key, String value) {
    return value.equals(value(key));
  }

  /** The string at a key, null if there is none. */
  public @Nullable String string(String key) {
    Object value = value(key);
    if (value == null || value instanceof String) {
      return (String) value;
    }
    throw RedisError.wrongType();
  }

  /** Puts a string at a key; it never expires. */
  public void put(String key, String value) {
    entries.put(key, new Entry(value, NEVER));
  }

  /** Puts something at a key that is neither a string nor a sorted set. */
  Long putOther(String key, String type) {
    entries.put(key, new Entry(new Other(type), NEVER));
    return 1L;
  }

  /** The members of a sorted set in order, none if there is no key. */
  public List<String> members(String key) {
    SortedSet set = sortedSet(key);
    List<String> names = new ArrayList<>();
    if (set != null) {
      set.range(0, -1).forEach(member -> names.add(member.name()));
    }
    return names;
  }

  /** The members of a sorted set with their scores; none if there is no such set. */
  public Map<String, Long> scores(String key) {
    Map<String, Long> scores = new LinkedHashMap<>();
    if (value(key) instanceof SortedSet set) {
      set.range(0, -1).forEach(member -> scores.put(member.name(), (long) member.score()));
    }
    return scores;
  }

  @Nullable SortedSet sortedSet(String key) {
    Object value = value(key);
    if (value == null || value instanceof SortedSet) {
      return (SortedSet) value;
    }
    throw RedisError.wrongType();
  }

  SortedSet madeSortedSet(String key) {
    SortedSet set = sortedSet(key);
    if (set == null) {
      set = new SortedSet();
      entries.put(key, new Entry(set, NEVER));
    }
    return set;
  }

  /** Changes a string in place: it keeps its time to live. */
  void replace(String key, String value) {
    Entry before = entries.get(key);
    entries.put(key, new Entry(value, before == null ? NEVER : before.expiresAt));
  }

  /** Deletes a key. */
  public boolean delete(String key) {
    boolean existed = exists(key);
    entries.remove(key);
    return existed;
  }

  /** Deletes all keys. */
  public void clear() {
    entries.clear();
  }

  /** Lets a key expire so many ms from now, at once if that is not positive. */
  public boolean expireIn(String key, long millis) {
    Object value = value(key);
    if (value == null) {
      return false;
    }
    if (millis <= 0) {
      entries.remove(key);
    } else {
      entries.put(key, new Entry(value, clockMillis.getAsLong() + millis));
    }
    return true;
  }

  boolean persist(String key) {
    Entry entry = entry(key);
    boolean expires = entry != null && entry.expiresAt != NEVER;
    if (entry != null) {
      entries.put(key, new Entry(entry.value, NEVER));
    }
    return expires;
  }

  /** The ms until a key expires, -1 for never, -2 if it is not there. */
  public long millisLeft(String key) {
    Entry entry = entry(key);
    if (entry == null) {
      return -2;
    }
    return entry.expiresAt == NEVER ? -1 : entry.expiresAt - clockMillis.getAsLong();
  }

  String type(String key) {
    Object value = value(key);
    if (value instanceof Other other) {
      return other.type;
    }
    return value == null ? "none" : value instanceof SortedSet ? "zset" : "string";
  }

  private @Nullable Object value(String key) {
    Entry entry = entry(key);
    return entry == null ? null : entry.value;
  }

  /** A key lives through the millisecond at which it expires. */
  private @Nullable Entry entry(String key) {
    Entry entry = entries.get(key);
    if (entry != null && clockMillis.getAsLong() > entry.expiresAt) {
      entries.remove(key);
      return null;
    }
    return entry;
  }
}
