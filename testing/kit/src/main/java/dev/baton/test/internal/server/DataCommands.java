package dev.baton.test.internal.server;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The commands on keys that the scripts use, with their replies: null for nil, a {@link Long}, a
 * {@link String}, a {@link StatusReply} or a list of these.
 */
final class DataCommands {
  private static final StatusReply OK = new StatusReply("OK");

  private final Keyspace keys;

  DataCommands(Keyspace keys) {
    this.keys = keys;
  }

  @Nullable Object run(List<String> words) {
    String key = words.size() > 1 ? words.get(1) : "";
    return switch (words.get(0).toUpperCase(Locale.ROOT)) {
      case "GET" -> keys.string(key);
      case "GETRANGE" -> range(key, Integer.parseInt(words.get(3)));
      case "SET" -> set(words);
      case "SETRANGE" -> setRange(key, Integer.parseInt(words.get(2)), words.get(3));
      case "DEL" -> number(keys.delete(key));
      case "EXISTS" -> words.stream().skip(1).filter(keys::exists).count();
      case "PEXPIRE" -> number(keys.expireIn(key, Long.parseLong(words.get(2))));
      case "PERSIST" -> number(keys.persist(key));
      case "PTTL" -> keys.millisLeft(key);
      case "HSET" -> keys.putOther(key, "hash");
      case "LPUSH", "RPUSH" -> keys.putOther(key, "list");
      case "SADD" -> keys.putOther(key, "set");
      case "PING" -> new StatusReply("PONG");
      case "ECHO" -> key;
      case "INCR" -> increment(key);
      case "SCAN" -> scan(words);
      case "FLUSHALL" -> flush();
      case "TYPE" -> new StatusReply(keys.type(key));
      case "ZADD" -> add(key, words.subList(2, words.size()));
      case "ZREM" -> words.stream().skip(2).mapToLong(member -> remove(key, member)).sum();
      case "ZMSCORE" -> scores(key, words.subList(2, words.size()));
      case "ZCARD" -> size(key);
      case "ZRANK" -> rank(key, words.get(2));
      case "ZRANGE" -> range(words);
      case "ZPOPMIN" -> popMin(key);
      default -> throw new RedisError("ERR unknown command '" + words.get(0) + "'");
    };
  }

  private Long increment(String key) {
    long next = 1 + Long.parseLong(Optional.ofNullable(keys.string(key)).orElse("0"));
    keys.replace(key, String.valueOf(next));
    return next;
  }

  /** The beginning of a string, up to an index and that included. */
  private String range(String key, int to) {
    String text = Optional.ofNullable(keys.string(key)).orElse("");
    return text.substring(0, Math.min(text.length(), to + 1));
  }

  /** All in one page. */
  private List<Object> scan(List<String> words) {
    Glob pattern = new Glob(words.get(words.indexOf("MATCH") + 1));
    String type = words.get(words.indexOf("TYPE") + 1);
    List<String> found =
        keys.keys().stream()
            .filter(pattern::matches)
            .filter(key -> keys.type(key).equals(type))
            .toList();
    return List.of("0", found);
  }

  private StatusReply flush() {
    keys.clear();
    return OK;
  }

  private @Nullable Object set(List<String> words) {
    String key = words.get(1);
    List<String> options = words.subList(3, words.size());
    if (options.contains("NX") && keys.exists(key)) {
      return null;
    }
    if (options.contains("KEEPTTL")) {
      keys.replace(key, words.get(2));
    } else {
      keys.put(key, words.get(2));
    }
    int px = options.indexOf("PX");
    if (px >= 0) {
      keys.expireIn(key, Long.parseLong(options.get(px + 1)));
    }
    return OK;
  }

  private Long setRange(String key, int offset, String text) {
    String before = Optional.ofNullable(keys.string(key)).orElse("");
    StringBuilder padded = new StringBuilder(before);
    while (padded.length() < offset + text.length()) {
      padded.append('\0');
    }
    padded.replace(offset, offset + text.length(), text);
    keys.replace(key, padded.toString());
    return (long) padded.length();
  }

  /** Scores, each followed by its member. */
  private Long add(String key, List<String> pairs) {
    SortedSet set = keys.madeSortedSet(key);
    long added = 0;
    for (int i = 0; i < pairs.size(); i += 2) {
      added += number(set.add(pairs.get(i + 1), score(pairs.get(i))));
    }
    return added;
  }

  private long remove(String key, String member) {
    SortedSet set = keys.sortedSet(key);
    boolean removed = set != null && set.remove(member);
    dropIfEmpty(key, set);
    return number(removed);
  }

  /** The score of each member, null for one that is not there. */
  private List<@Nullable Object> scores(String key, List<String> members) {
    SortedSet set = keys.sortedSet(key);
    List<@Nullable Object> scores = new ArrayList<>();
    for (String member : members) {
      Double score = set == null ? null : set.score(member);
      scores.add(score == null ? null : printed(score));
    }
    return scores;
  }

  private Long size(String key) {
    SortedSet set = keys.sortedSet(key);
    return set == null ? 0L : set.size();
  }

  private @Nullable Long rank(String key, String member) {
    SortedSet set = keys.sortedSet(key);
    int rank = set == null ? -1 : set.rank(member);
    return rank < 0 ? null : (long) rank;
  }

  private List<Object> range(List<String> words) {
    SortedSet set = keys.sortedSet(words.get(1));
    if (set == null) {
      return List.of();
    }
    boolean withScores = words.contains("WITHSCORES");
    List<Object> found = new ArrayList<>();
    for (SortedSet.Member member :
        words.contains("BYSCORE")
            ? byScore(set, words)
            : set.range(Integer.parseInt(words.get(2)), Integer.parseInt(words.get(3)))) {
      found.add(member.name());
      if (withScores) {
        found.add(printed(member.score()));
      }
    }
    return found;
  }

  /**
   * Those between two scores, with REV from the larger one down; with LIMIT 0 no more than so many.
   */
  private static List<SortedSet.Member> byScore(SortedSet set, List<String> words) {
    int limit = words.indexOf("LIMIT");
    boolean down = words.contains("REV");
    List<SortedSet.Member> members = new ArrayList<>(set.range(0, -1));
    if (down) {
      Collections.reverse(members);
    }
    return members.stream()
        .filter(member -> !isBelow(member.score(), words.get(down ? 3 : 2)))
        .filter(member -> !isAbove(member.score(), words.get(down ? 2 : 3)))
        .limit(limit < 0 ? Long.MAX_VALUE : Long.parseLong(words.get(limit + 2)))
        .toList();
  }

  private static boolean isBelow(double score, String least) {
    return least.startsWith("(") ? score <= number(least) : score < number(least);
  }

  private static boolean isAbove(double score, String most) {
    return most.startsWith("(") ? score >= number(most) : score > number(most);
  }

  /** The number in a bound of a range. */
  private static double number(String bound) {
    return switch (bound) {
      case "-inf" -> Double.NEGATIVE_INFINITY;
      case "+inf" -> Double.POSITIVE_INFINITY;
      default -> score(bound.startsWith("(") ? bound.substring(1) : bound);
    };
  }

  private List<Object> popMin(String key) {
    SortedSet set = keys.sortedSet(key);
    if (set == null) {
      return List.of();
    }
    SortedSet.Member first = set.first();
    set.remove(first.name());
    dropIfEmpty(key, set);
    return List.of(first.name(), printed(first.score()));
  }

  private void dropIfEmpty(String key, @Nullable SortedSet set) {
    if (set != null && set.size() == 0) {
      keys.delete(key);
    }
  }

  private static double score(String word) {
    return Double.parseDouble(word);
  }

  /** Scores are times in microseconds: whole numbers. */
  private static String printed(double score) {
    return String.valueOf((long) score);
  }

  private static Long number(boolean truth) {
    return truth ? 1L : 0L;
  }
}
