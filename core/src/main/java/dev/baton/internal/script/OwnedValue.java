package dev.baton.internal.script;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The value of a lock whose token Baton made: {@code application@host:pid/request#fence}, or {@code
 * …/request*weight} for one who shares it, with {@code ~} behind it if its process may keep its
 * share.
 */
public final class OwnedValue {
  private static final Pattern FORM =
      Pattern.compile("[\\w.-]{1,64}@[\\w.-]+:\\d+/\\w+\\.\\d+(?:#(\\d{1,16})|\\*\\d{1,10}~?)");

  private static final Pattern CLIENT =
      Pattern.compile("([\\w.-]{1,64}@[\\w.-]+:\\d+/\\w+)\\.\\d+(?:#\\d{1,16}|\\*\\d{1,10}~?)?");

  private static final Pattern WEIGHT = Pattern.compile("\\*(\\d{1,10})~?$");

  private OwnedValue() {}

  /**
   * Whether Baton made a value, which then holds no secret.
   *
   * @param value a lock's value
   * @return false if it is somebody else's
   */
  public static boolean isMadeByBaton(String value) {
    return FORM.matcher(value).matches();
  }

  /**
   * Who has a lock, for people.
   *
   * @param value a lock's value that Baton made
   * @return for instance {@code billing on web1 (4711)}
   */
  public static String owner(String value) {
    return value.replaceFirst("@(.*):(\\d+)/.*", " on $1 ($2)");
  }

  /**
   * The client that made an owner token, with or without what a grant adds to it; a token that
   * Baton did not make is its own.
   *
   * @param token the token
   * @return what all tokens of that client have in common
   */
  public static String client(String token) {
    Matcher made = CLIENT.matcher(token);
    return made.matches() ? made.group(1) : token;
  }

  /** The fence in a value that Baton made. */
  static OptionalLong fence(String value) {
    Matcher form = FORM.matcher(value);
    return form.matches() && form.group(1) != null
        ? OptionalLong.of(Long.parseLong(form.group(1)))
        : OptionalLong.empty();
  }

  /** The weight in the value of one who shares a lock; zero if there is none. */
  static int weight(String value) {
    Matcher end = WEIGHT.matcher(value);
    return end.find() ? atMostMax(end.group(1)) : 0;
  }

  /** A number that is no larger than the largest weight, unless somebody else wrote it. */
  static int atMostMax(String digits) {
    return (int) Math.min(Integer.MAX_VALUE, Long.parseLong(digits));
  }

  /** Whether Baton made a value, for one who shares the lock. */
  static boolean isShare(String value) {
    Matcher form = FORM.matcher(value);
    return form.matches() && form.group(1) == null;
  }
}
