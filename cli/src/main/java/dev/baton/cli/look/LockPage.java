package dev.baton.cli.look;

import dev.baton.LockState;
import dev.baton.cli.base.Owner;
import dev.baton.cli.base.Seconds;
import dev.baton.cli.base.Shares;
import dev.baton.cli.base.Words;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** All that is known of one lock, on some lines. */
public final class LockPage {
  private static final int WIDEST_TOKEN = 100;
  private static final int WIDEST_OWNER = 40;
  private static final DateTimeFormatter SINCE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

  private LockPage() {}

  /**
   * The lines.
   *
   * @param state what Redis knew
   * @param now the local time then
   * @param most how many waiters to show, and how many of those who share it
   */
  public static List<String> lines(LockState state, LocalDateTime now, int most) {
    List<String> lines = new ArrayList<>();
    lines.add(Words.quoted(state.name()) + (state.holder().isPresent() ? "" : " is free"));
    if (state.sharing().isPresent()) {
      sharing(state, state.sharing().get(), now, lines);
    } else {
      state.holder().map(Owner::of).ifPresent(holder -> holder(state, holder, now, lines));
    }
    state.fencingToken().ifPresent(fence -> lines.add(field("fence", Long.toString(fence))));
    state.sharing().ifPresent(sharing -> holders(sharing, most, lines));
    lines.add(field("waiting", state.waiting() == 0 ? "nobody" : Long.toString(state.waiting())));
    List<LockState.Waiter> waiters =
        state.waiters().subList(0, Math.min(most, state.waiters().size()));
    int width = width(waiters.stream().map(LockState.Waiter::ownerToken));
    int place = 1;
    for (LockState.Waiter waiter : waiters) {
      lines.add(
          row(
              place++,
              Owner.of(waiter.ownerToken()),
              width,
              "for "
                  + Seconds.text(waiter.waited())
                  + (Shares.matter(state) ? ", " + Shares.wanted(waiter) : "")));
    }
    if (state.waiting() >= place) {
      lines.add("           and " + (state.waiting() - place + 1) + " more");
    }
    return lines;
  }

  /** How wide the names of owners are in a list of them. */
  private static int width(Stream<String> tokens) {
    return tokens
        .mapToInt(token -> Words.width(Owner.of(token).shown(WIDEST_TOKEN)))
        .reduce(0, (a, b) -> Math.max(a, Math.min(b, WIDEST_OWNER)));
  }

  private static String row(int place, Owner owner, int width, String more) {
    return "  %7d. ".formatted(place)
        + Words.padded(owner.shown(WIDEST_TOKEN), width)
        + "  "
        + more;
  }

  private static void sharing(
      LockState state, LockState.Sharing sharing, LocalDateTime now, List<String> lines) {
    if (sharing.limited()) { // nothing tells since when
      lines.add(field("permits", Shares.taken(state)));
    }
    state.heldFor().ifPresent(held -> lines.add(field("shared", since(held, now))));
    state
        .expiresIn()
        .ifPresent(
            left ->
                lines.add(
                    field(
                        "expires",
                        "in "
                            + Seconds.text(left)
                            + (sharing.count() == 1 ? "" : " at the latest")
                            + ", unless renewed")));
  }

  private static void holders(LockState.Sharing sharing, int most, List<String> lines) {
    lines.add(field("holders", Long.toString(sharing.count())));
    List<LockState.Holder> told =
        sharing.holders().subList(0, Math.min(most, sharing.holders().size()));
    int width = width(told.stream().map(LockState.Holder::ownerToken));
    int place = 1;
    for (LockState.Holder holder : told) {
      Owner owner = Owner.of(holder.ownerToken());
      lines.add(
          row(
              place++,
              owner,
              width,
              "expires in "
                  + Seconds.text(holder.expiresIn())
                  + Shares.weight(sharing, holder)
                  + (owner.origin().isPresent() ? ", token " + owner.token() : "")));
    }
    if (sharing.count() >= place) {
      lines.add("           and " + (sharing.count() - place + 1) + " more");
    }
  }

  private static String since(Duration held, LocalDateTime now) {
    return "for " + Seconds.text(held) + ", since " + SINCE.format(now.minus(held));
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
        field("held", heldFor.map(held -> since(held, now)).orElse("since when is not known")));
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
