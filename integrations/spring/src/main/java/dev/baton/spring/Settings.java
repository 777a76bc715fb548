package dev.baton.spring;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.format.datetime.standard.DurationFormatterUtils;

/**
 * What all locked methods of an application have in common.
 *
 * @param prefix what names begin with
 * @param maxWait how long is waited where a method does not say
 * @param order of the advisor
 * @param refusesTransactions whether a lock may be acquired in a transaction
 */
record Settings(String prefix, Duration maxWait, int order, boolean refusesTransactions) {
  static final String GUARD_COMMITS = "baton.locked.guard-commits";

  static Settings of(Environment environment) {
    return new Settings(
        environment.getProperty("baton.locked.prefix", "lock:"),
        duration("baton.locked.max-wait", environment.getProperty("baton.locked.max-wait", "10s")),
        environment.getProperty(
            "baton.locked.order", Integer.class, Ordered.LOWEST_PRECEDENCE - 200),
        refuses(environment.getProperty("baton.locked.transactions", "hold")));
  }

  private static boolean refuses(String transactions) {
    return switch (transactions.strip().toLowerCase(Locale.ROOT)) {
      case "hold" -> false;
      case "refuse" -> true;
      default ->
          throw new IllegalArgumentException(
              "baton.locked.transactions is hold or refuse, not \"" + transactions + "\"");
    };
  }

  /**
   * A time as annotations and properties have it.
   *
   * @throws IllegalArgumentException if it is none; says what it is for
   */
  static Duration duration(String what, String text) {
    if (text.equals("forever")) {
      return ChronoUnit.FOREVER.getDuration();
    }
    if (text.equals("0")) {
      return Duration.ZERO;
    }
    if (!text.matches("\\d+")) {
      try {
        Duration duration = DurationFormatterUtils.detectAndParse(text);
        if (!duration.isNegative()) {
          return duration;
        }
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(noDuration(what, text), e);
      }
    }
    throw new IllegalArgumentException(noDuration(what, text));
  }

  private static String noDuration(String what, String text) {
    return what + " is no time: \"" + text + "\"; write it with its unit, such as 2s or PT2S";
  }
}
