package dev.baton.cli.look;

import dev.baton.LockState;
import dev.baton.cli.base.Owner;
import dev.baton.cli.base.Seconds;
import dev.baton.cli.base.Words;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All that is known of one lock, on some lines. */
public final class LockPage {
  private static final int WIDEST_TOKEN = 100;
  private static final DateTimeFormatter SINCE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

  private LockPage() {}

  /**
   * The lines.
   *
   * @param state what Redis knew
   * @param now the local time then
   * @param most how many waiters to show
   */
  public static List<String> lines(LockState state, LocalDateTime now, int most) {
    List<String> lines = new ArrayList<>();
    lines.add(Words.quoted(state.name()) + (state.holder().isPresent() ? "" : " is free"));
    state.holder().map(Owner::of).ifPresent(holder -> holder(state, holder, now, lines));
    state.fencingToken().ifPresent(fence -> lines.add(field("fence", Long.toString(fence))));
    lines.add(field("waiting", state.waiting() == 0 ? "nobody" : Long.toString(state.waiting())));
    int place = 1;
    for (LockState.Waiter waiter : state.waiters().subList(0, Math.min(most, inList(state)))) {
      lines.add(
          "  %7d. %-40s %s"
              .formatted(
                  place++,
                  Owner.of(waiter.ownerToken()).shown(WIDEST_TOKEN),
                  "for " + Seconds.text(waiter.waited())));
    }
    if (state.waiting() >= place) {
      lines.add("           and " + (state.waiting() - place + 1) + " more");
    }
    return lines;
  }

  private static int inList(LockState state) {
    return state.waiters().size();
  }

  private static void holder(LockState state, Owner holder, LocalDateTime now, List<String> lines) {
    if (holder.origin().isPresent()) {
      lines.add(field("holder", holder.shown(WIDEST_TOKEN)));
    }
    String whose =
        holder.origin().isPresent()
            ? ""
            : state.fencingToken().isPresent() ? "  (a caller's own)" : "  (another library's)";
    lines.add(field("token", Words.cut(Words.token(holder.token()), WIDEST_TOKEN) + whose));
    Optional<Duration> heldFor = state.heldFor();
    lines.add(
        field(
            "held",
            heldFor
                .map(
                    held ->
                        "for " + Seconds.text(held) + ", since " + SINCE.format(now.minus(held)))
                .orElse("since when is not known")));
    lines.add(
        field(
            "expires",
            state
                .expiresIn()
                .map(left -> "in " + Seconds.text(left) + ", unless renewed")
                .orElse("never: only a release frees it")));
  }

  private static String field(String name, String value) {
    return "  %-8s %s".formatted(name, value);
  }
}
