package dev.baton.cli.base;

import dev.baton.LockState;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** What Redis knows of a lock, for people and for programs. */
public final class Words {
  /** What Unicode's East Asian Width has as wide, by and large. */
  private static final Pattern WIDE =
      Pattern.compile(
          "[\\x{1100}-\\x{115F}\\x{2E80}-\\x{303E}\\x{3041}-\\x{A4CF}\\x{A960}-\\x{A97F}\\x{AC00}-\\x{D7A3}"
              + "\\x{F900}-\\x{FAFF}\\x{FE30}-\\x{FE6F}\\x{FF00}-\\x{FF60}\\x{FFE0}-\\x{FFE6}"
              + "\\x{1F300}-\\x{1F64F}\\x{1F680}-\\x{1F6FF}\\x{1F900}-\\x{1FAFF}\\x{20000}-\\x{3FFFD}]");

  private Words() {}

  /** For instance {@code "k" is held by java@host:17/a.1#5 for another 29.1 s unless renewed}. */
  public static String of(LockState state) {
    String name = quoted(state.name());
    if (state.holder().isEmpty()) {
      return name + " is free";
    }
    return name
        + state
            .sharing()
            .map(sharing -> " " + Shares.verb(state, sharing) + ",")
            .orElseGet(() -> " is held by " + token(state.holder().get()))
        + state
            .expiresIn()
            .map(left -> " for another " + Seconds.text(left) + ", unless renewed")
            .orElse(" until released: it never expires")
        + (state.waiting() == 0 ? "" : "; " + state.waiting() + " waiting");
  }

  /** The same as JSON. */
  public static Json json(LockState state) {
    return new Json()
        .with("lock", state.name())
        .with("locked", state.holder().isPresent())
        .with("holder", state.holder().map(token -> Owner.of(token).json()))
        .with("heldForMillis", state.heldFor().map(Duration::toMillis))
        .with("expiresInMillis", state.expiresIn().map(Duration::toMillis))
        .with("fencingToken", state.fencingToken())
        .with("waiting", state.waiting())
        .with("waiters", state.waiters().stream().map(Words::json).toList())
        .with("sharing", state.sharing().map(sharing -> json(sharing, Shares.limit(state))))
        .with(
            "holders",
            state.sharing().stream()
                .flatMap(sharing -> sharing.holders().stream().map(Words::json))
                .toList());
  }

  /** One who waits, as JSON. */
  static Json json(LockState.Waiter waiter) {
    Optional<LockState.Share> share = waiter.share();
    return Owner.of(waiter.ownerToken())
        .json()
        .with("waitedMillis", waiter.waited().toMillis())
        .with("wants", share.isPresent() ? "shared" : "exclusive")
        .with("weight", share.map(LockState.Share::weight))
        .with("limit", share.flatMap(wanted -> boxed(wanted.limit())));
  }

  private static Json json(LockState.Sharing sharing, OptionalInt limit) {
    return new Json()
        .with("count", sharing.count())
        .with("weight", sharing.weight())
        .with("limited", sharing.limited())
        .with("limit", boxed(limit));
  }

  private static Json json(LockState.Holder holder) {
    return Owner.of(holder.ownerToken())
        .json()
        .with("weight", holder.weight())
        .with("expiresInMillis", holder.expiresIn().toMillis());
  }

  private static Optional<Integer> boxed(OptionalInt number) {
    return number.isPresent() ? Optional.of(number.getAsInt()) : Optional.empty();
  }

  /** A token, in quotes where it would not be seen as one word without. */
  public static String token(String token) {
    return token.isEmpty() || token.indexOf(' ') >= 0 ? quoted(token) : printable(token);
  }

  /** The beginning of a text that takes more than so many columns. */
  public static String cut(String text, int most) {
    if (width(text) <= most) {
      return text;
    }
    StringBuilder beginning = new StringBuilder();
    int left = most - 1;
    for (int c : text.codePoints().toArray()) {
      left -= columns(c);
      if (left < 0) {
        break;
      }
      beginning.appendCodePoint(c);
    }
    return beginning.append('…').toString();
  }

  /** The columns that a text takes on a terminal. */
  public static int width(String text) {
    return text.codePoints().map(Words::columns).sum();
  }

  /** None for a mark on the character before, two for what East Asian type sets wide. */
  private static int columns(int c) {
    int type = Character.getType(c);
    if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
      return 0;
    }
    return WIDE.matcher(Character.toString(c)).matches() ? 2 : 1;
  }

  /** A text filled up with blanks to a width. */
  public static String padded(String text, int width) {
    return text + " ".repeat(Math.max(0, width - width(text)));
  }

  /** A name in quotes, fit for a terminal. */
  public static String quoted(String name) {
    return '"' + printable(name) + '"';
  }

  /** A text that cannot steer a terminal: anybody may have written it to Redis. */
  public static String printable(String text) {
    StringBuilder printable = new StringBuilder();
    text.codePoints()
        .forEach(
            c ->
                printable.append(
                    Character.isISOControl(c) || Character.getType(c) == Character.FORMAT
                        ? String.format("\\x%02x", c)
                        : Character.toString(c)));
    return printable.toString();
  }

  /**
   * A name that {@code LockClientBuilder.application} takes, as near to the given one as can be.
   */
  public static Optional<String> applicationName(String text) {
    String name = text.replaceAll("[^A-Za-z0-9._-]+", "_");
    return name.isEmpty()
        ? Optional.empty()
        : Optional.of(name.substring(0, Math.min(name.length(), 64)));
  }
}
