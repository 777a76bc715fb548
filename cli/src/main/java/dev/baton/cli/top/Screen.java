package dev.baton.cli.top;

import dev.baton.Deadlock;
import dev.baton.LockState;
import dev.baton.cli.base.Deadlocks;
import dev.baton.cli.base.Seconds;
import dev.baton.cli.base.Shares;
import dev.baton.cli.base.Words;
import dev.baton.cli.look.LockPage;
import dev.baton.cli.survey.Order;
import dev.baton.cli.survey.Snapshot;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/** What is on the terminal, a line each. */
final class Screen {
  private static final AttributedStyle PLAIN = AttributedStyle.DEFAULT;
  private static final AttributedStyle FAINT = PLAIN.faint();
  private static final AttributedStyle HEAD = PLAIN.bold();
  private static final AttributedStyle PICKED = PLAIN.inverse();
  private static final AttributedStyle BUSY = PLAIN.foreground(AttributedStyle.YELLOW);
  private static final AttributedStyle BAD = PLAIN.foreground(AttributedStyle.RED).bold();

  private static final int LEAST_NAME = 12;
  private static final int MOST_HOLDER = 36;

  /** What the columns of numbers take, with the blanks between all columns. */
  private static final int NUMBERS = 4 * 12 + 10;

  private static final Map<Order, String> ORDERS =
      Map.of(
          Order.WAITING, "contention",
          Order.HELD, "age",
          Order.EXPIRES, "expiry",
          Order.HOLDER, "holder",
          Order.NAME, "name");

  private static final List<String> HELP =
      List.of(
          "",
          "  up, down, j, k   pick a lock; page up, page down by ten",
          "  enter            show it in full: who holds it, queue, what happens to it",
          "  f                take it from its holder, or all who share it, after a question",
          "  s                sort by contention, by age, by expiry, by holder, by name",
          "  /                list those with a text in name or holder, or by a pattern: order:*",
          "  escape           list all again",
          "  Ctrl-L           draw all anew",
          "  q                end",
          "",
          "  ! marks locks of clients that wait for each other: a possible deadlock.",
          "  Locks that are held are found by going through all keys, at most a tenth of the",
          "  server's time. Passes within a process are not seen.",
          "",
          "  any key goes back");

  private final int width;
  private final int height;
  private final boolean colours;
  private final List<AttributedString> lines = new ArrayList<>();

  private Screen(int width, int height, boolean colours) {
    this.width = width;
    this.height = height;
    this.colours = colours;
  }

  /**
   * All lines, from the top.
   *
   * @param size the terminal's
   * @param server which one is looked at
   * @param view what the user looks at
   * @param found the locks
   * @param one the picked lock in full, if it is to be shown
   */
  static List<AttributedString> lines(
      Size size, Server server, View view, Snapshot found, Optional<OneLock> one) {
    Screen screen = new Screen(size.width, size.height, size.colours);
    screen.draw(server, view, found, one);
    return screen.lines;
  }

  /**
   * A terminal's size.
   *
   * @param width in columns
   * @param height in lines
   * @param colours whether there are colours
   */
  record Size(int width, int height, boolean colours) {}

  /**
   * A lock in full.
   *
   * @param state what Redis knew; empty if it could not be asked
   * @param history what happened to it, the newest last
   */
  record OneLock(Optional<LockState> state, List<String> history) {}

  /**
   * Who is looked at.
   *
   * @param name its address
   * @param trouble why it does not answer, if it does not
   * @param handovers how many a second, if that is known
   */
  record Server(String name, Optional<String> trouble, OptionalDouble handovers) {}

  private void draw(Server server, View view, Snapshot found, Optional<OneLock> one) {
    head(server, found);
    List<LockState> listed = view.listed(found);
    switch (view.mode()) {
      case HELP -> HELP.forEach(line -> add(line, PLAIN));
      case LOCK, CONFIRM -> one.ifPresent(lock -> lock(lock, deadlocks(view, found)));
      default -> list(view, listed, found);
    }
    while (lines.size() < height - 1) {
      add("", PLAIN);
    }
    foot(view, listed, found, one);
  }

  private void head(Server server, Snapshot found) {
    String counts =
        String.format(Locale.ROOT, "%,d held   %,d waiting", found.locks(), found.waiting());
    if (server.handovers.isPresent()) {
      counts += String.format(Locale.ROOT, "   %,.0f handovers/s", server.handovers.getAsDouble());
    }
    if (!found.deadlocks().isEmpty()) {
      counts += "   " + Deadlocks.counted(found.deadlocks().size());
    }
    add("baton top  " + server.name + "   " + counts, HEAD);
    add(
        server
            .trouble
            .map(trouble -> "no answer: " + Words.printable(trouble))
            .orElse(found.number() == 0 ? "looking ..." : ""),
        BAD);
  }

  private void list(View view, List<LockState> listed, Snapshot found) {
    int holder = Math.min(MOST_HOLDER, Math.max(10, (width - NUMBERS) / 2));
    int name = Math.max(LEAST_NAME, width - NUMBERS - holder);
    add(
        row(name, holder, "LOCK", "HOLDER", "WAITING", "LONGEST WAIT", "HELD FOR", "EXPIRES"),
        FAINT);
    int room = height - lines.size() - 2;
    int picked = view.selectedIn(listed);
    int from = Math.max(0, Math.min(picked - room / 2, listed.size() - room));
    for (int i = from; i < Math.min(listed.size(), from + room); i++) {
      LockState lock = listed.get(i);
      boolean stuck = !found.deadlocksOf(lock.name()).isEmpty();
      add(
          row(name, holder, lock, stuck ? "! " : ""),
          i == picked ? PICKED : stuck ? BAD : lock.waiting() > 0 ? BUSY : PLAIN);
    }
    if (listed.isEmpty() && found.number() > 0) {
      add(view.filter().isEmpty() ? "  no lock is held" : "  none with this text", FAINT);
    }
  }

  private static String row(int name, int holder, LockState lock, String mark) {
    return row(
        name,
        holder,
        mark + Words.printable(lock.name()),
        Shares.holder(lock, MOST_HOLDER).orElse("-"),
        lock.waiting() == 0 ? "-" : Long.toString(lock.waiting()),
        lock.waiters().isEmpty() ? "-" : Seconds.text(longest(lock)),
        lock.heldFor().map(Seconds::text).orElse("-"),
        lock.expiresIn().map(Seconds::text).orElse("never"));
  }

  private static Duration longest(LockState lock) {
    return lock.waiters().stream()
        .map(LockState.Waiter::waited)
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  private static String row(int name, int holder, String... cells) {
    return Words.padded(Words.cut(cells[0], name), name)
        + "  "
        + Words.padded(Words.cut(cells[1], holder), holder)
        + "%10s %13s %12s %13s".formatted(cells[2], cells[3], cells[4], cells[5]);
  }

  private static List<String> deadlocks(View view, Snapshot found) {
    List<Deadlock> all = view.selected().map(found::deadlocksOf).orElse(List.of());
    List<String> lines = new ArrayList<>();
    for (Deadlock deadlock : all) {
      lines.add("");
      lines.add("  a possible deadlock:");
      Deadlocks.lines(deadlock).forEach(line -> lines.add("  " + line));
    }
    return lines;
  }

  private void lock(OneLock lock, List<String> deadlocks) {
    int history = Math.min(lock.history.size(), Math.max(3, height / 3));
    List<String> stuck = deadlocks.subList(0, Math.min(deadlocks.size(), height / 3));
    int room = height - lines.size() - history - stuck.size() - 4;
    if (lock.state.isPresent()) {
      LockPage.lines(
              lock.state.get(),
              LocalDateTime.now(ZoneId.systemDefault()),
              waitersShown(lock.state.get(), room))
          .forEach(line -> add(line, PLAIN));
    }
    stuck.forEach(line -> add(line, BAD));
    add("", PLAIN);
    add("  while you look:", FAINT);
    List<String> told = lock.history;
    told.subList(told.size() - history, told.size()).forEach(line -> add("  " + line, FAINT));
  }

  /** How many waiters there is room for; of a lock that is shared, as many holders besides. */
  private static int waitersShown(LockState state, int room) {
    return Math.max(1, state.sharing().isEmpty() ? room - 7 : (room - 9) / 2);
  }

  private void foot(View view, List<LockState> listed, Snapshot found, Optional<OneLock> one) {
    switch (view.mode()) {
      case FILTER -> add("names with: " + Words.printable(view.filter()) + "_", HEAD);
      case CONFIRM -> add(question(one), BAD);
      case LOCK ->
          add(view.notice().isEmpty() ? "f force-release   esc back" : view.notice(), FAINT);
      case HELP -> add("", PLAIN);
      default -> {
        String more =
            found.found() > listed.size()
                ? String.format(Locale.ROOT, "   %,d of %,d shown", listed.size(), found.found())
                : "";
        String filter = view.filter().isEmpty() ? "" : "   with: " + Words.printable(view.filter());
        String keys =
            "by "
                + ORDERS.get(view.order())
                + filter
                + more
                + "   enter show   s sort   / filter   f force-release   ? help   q quit";
        add(view.notice().isEmpty() ? keys : view.notice(), FAINT);
      }
    }
  }

  private static String question(Optional<OneLock> one) {
    return one.flatMap(OneLock::state)
        .map(
            state ->
                state.holder().isEmpty()
                    ? "It is free. Any key goes back."
                    : "Take it from "
                        + Shares.named(state, Shares.tokens(state))
                        + (state.waiting() == 0
                            ? ""
                            : ", for the first of " + state.waiting() + " waiting")
                        + "? y takes it, any other key does nothing")
        .orElse("Redis does not answer. Any key goes back.");
  }

  private void add(String text, AttributedStyle style) {
    AttributedString line =
        new AttributedStringBuilder()
            .append(text, colours || style.equals(PICKED) ? style : PLAIN)
            .toAttributedString();
    lines.add(line.columnSubSequence(0, width));
  }
}
