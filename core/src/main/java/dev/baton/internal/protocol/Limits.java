package dev.baton.internal.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.internal.script.LockKeys;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** The bounds of what a caller may pass, and the words that say so. */
public final class Limits {
  /** For how long even a shorter wait awaits the answer to its first question. */
  public static final long FIRST_ANSWER_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  /** The longest name of a lock, in bytes. */
  public static final int NAME_BYTES = 1_024;

  /** The longest owner token, in bytes. */
  public static final int TOKEN_BYTES = 4_096;

  /** The longest text of a candidate, in bytes. */
  private static final int CANDIDATE_BYTES = 1_024;

  private static final int MOST_REPLICAS = 16;

  private static final Duration SHORTEST_LEASE = Duration.ofMillis(10);
  private static final Duration SHORTEST = Duration.ofMillis(1);
  private static final Duration LONGEST = Duration.ofDays(365);

  private Limits() {}

  /**
   * Checks a lock's name.
   *
   * @param name the name
   * @return the name
   */
  public static String name(String name) {
    if (utf8("the lock's name", name, NAME_BYTES).length == 0) {
      throw new IllegalArgumentException("the lock's name is empty: give it 1 to 1024 bytes");
    }
    return name;
  }

  /**
   * Checks what all keys and channels of a client begin with.
   *
   * @param prefix the prefix, empty for none
   * @return the prefix
   */
  public static String prefix(String prefix) {
    if (!LockKeys.isPrefix(Objects.requireNonNull(prefix, "prefix"))) {
      throw new IllegalArgumentException(
          "prefix: at most 128 letters, digits and signs of : . _ - / | @ ~ + =, not \""
              + prefix
              + "\"");
    }
    return prefix;
  }

  /**
   * Checks an owner token.
   *
   * @param token the token
   * @return the token in UTF-8
   */
  public static byte[] ownerToken(String token) {
    return utf8("the owner token", token, TOKEN_BYTES);
  }

  /**
   * Checks what a candidate says of itself.
   *
   * @param candidate the text
   * @return the text
   */
  public static String candidate(String candidate) {
    utf8("what the candidate says", candidate, CANDIDATE_BYTES);
    return candidate;
  }

  /**
   * Checks how long a lease lasts. Shorter than 10 ms and it could be over before its holder knows
   * of it.
   *
   * @param what the parameter's name
   * @param duration its value
   * @return the duration
   */
  public static Duration lease(String what, Duration duration) {
    return between(what, duration, SHORTEST_LEASE);
  }

  /**
   * Checks an interval.
   *
   * @param what the parameter's name
   * @param duration its value
   * @return the duration
   */
  public static Duration positive(String what, Duration duration) {
    return between(what, duration, SHORTEST);
  }

  /**
   * Checks how many replicas must have a grant.
   *
   * @param replicas their number
   */
  public static void replicas(int replicas) {
    replicas(replicas, 0);
  }

  /**
   * Checks how many replicas must have a grant if any must.
   *
   * @param replicas their number
   * @return their number
   */
  public static int acknowledgements(int replicas) {
    return replicas(replicas, 1);
  }

  private static int replicas(int replicas, int least) {
    if (replicas < least || replicas > MOST_REPLICAS) {
      throw new IllegalArgumentException(
          "replicas is " + replicas + ": it must be from " + least + " to " + MOST_REPLICAS);
    }
    return replicas;
  }

  /**
   * Checks how long to wait.
   *
   * @param maxWait zero or more; more than fits means: wait for ever
   * @return nanoseconds
   */
  public static long waitNanos(Duration maxWait) {
    Objects.requireNonNull(maxWait, "maxWait");
    if (maxWait.isNegative()) {
      throw new IllegalArgumentException("maxWait is negative: it must be zero (try once) or more");
    }
    return maxWait.compareTo(LONGEST) > 0 ? Long.MAX_VALUE : maxWait.toNanos();
  }

  /**
   * A time for a message, such as {@code 2 s} or {@code 300 ms}.
   *
   * @param duration the time
   * @return it, without fractions of a millisecond
   */
  public static String text(Duration duration) {
    long seconds = duration.getSeconds();
    boolean isWhole = duration.getNano() == 0 && seconds != 0;
    return isWhole || duration.compareTo(LONGEST) > 0
        ? seconds + " s"
        : duration.toMillis() + " ms";
  }

  /**
   * A time for a message.
   *
   * @param nanos the time in nanoseconds; none if it is negative
   * @return it, as {@link #text(Duration)}
   */
  public static String text(long nanos) {
    return text(Duration.ofNanos(Math.max(0, nanos)));
  }

  private static Duration between(String what, Duration duration, Duration shortest) {
    Objects.requireNonNull(duration, what);
    if (duration.compareTo(shortest) < 0 || duration.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          what
              + " is "
              + text(duration)
              + ": it must be from "
              + shortest.toMillis()
              + " ms to "
              + LONGEST.toDays()
              + " days");
    }
    return duration;
  }

  private static byte[] utf8(String what, String text, int most) {
    Objects.requireNonNull(text, what);
    ByteBuffer encoded;
    try {
      encoded = UTF_8.newEncoder().encode(CharBuffer.wrap(text));
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          what + " has half a surrogate pair, which UTF-8 cannot express", e);
    }
    if (encoded.remaining() > most) {
      throw new IllegalArgumentException(
          what + " is " + encoded.remaining() + " bytes long: " + most + " is the most");
    }
    byte[] bytes = new byte[encoded.remaining()];
    encoded.get(bytes);
    return bytes;
  }
}
