package dev.baton.cli.survey;

import dev.baton.LockState;
import java.util.Locale;

/**
 * Which locks somebody wants to see, and in which order.
 *
 * @param search a pattern of names if it has one of {@code * ? [}, otherwise a text to be found in
 *     the name or the holder; empty for all
 * @param order by what they are sorted
 * @param descending whether the largest stand first
 */
public record Question(String search, Order order, boolean descending) {

  /** Whether the server is to find the names. */
  public boolean isPattern() {
    return search.chars().anyMatch(c -> c == '*' || c == '?' || c == '[');
  }

  /** Whether a lock has the text. */
  public boolean matches(LockState lock) {
    String text = search.toLowerCase(Locale.ROOT);
    return text.isEmpty()
        || lock.name().toLowerCase(Locale.ROOT).contains(text)
        || lock.holder().filter(token -> token.toLowerCase(Locale.ROOT).contains(text)).isPresent();
  }
}
