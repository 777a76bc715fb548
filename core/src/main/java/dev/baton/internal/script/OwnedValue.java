package dev.baton.internal.script;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The value of a lock whose token Baton made: {@code application@host:pid/request#fence}. */
public final class OwnedValue {
  private static final Pattern FORM =
      Pattern.compile("[\\w.-]{1,64}@[\\w.-]+:\\d+/\\w+\\.\\d+#(\\d{1,16})");

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

  /** The fence in a value that Baton made. */
  static OptionalLong fence(String value) {
    Matcher form = FORM.matcher(value);
    return form.matches() ? OptionalLong.of(Long.parseLong(form.group(1))) : OptionalLong.empty();
  }
}
