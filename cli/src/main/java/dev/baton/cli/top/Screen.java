package dev.baton.cli.top;

import dev.baton.Deadlock;
import dev.baton.LockState;
import dev.baton.cli.base.Deadlocks;
import dev.baton.cli.base.Shares;
import dev.baton.cli.base.Words;
import dev.baton.cli.look.LockPage;
import dev.baton.cli.survey.Order;
import dev.baton.cli.survey.Snapshot;
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

  private static final String GAP = "   ";
  private static final List<String> KEYS =
      List.of("enter show", "s sort", "/ filter", "f force-release", "? help", "q quit");

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
          "  Locks that are held are found by going through all keys, at most a tenth of the"
              + " server's time. Passes within a process are not seen. A terminal that is wider shows"
              + " more columns.");

  /** Where the second column of the help begins. */
  private static final int HELP_INDENT = 19;

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
    Foot foot = foot(view, listed, found, one);
    List<String> below = wrapped(foot.text, 0);
    int room = Math.max(0, height - below.size());
    switch (view.mode()) {
      case HELP -> HELP.forEach(line -> wrapped(line, indent(line)).forEach(this::add));
      case LOCK, CONFIRM -> one.ifPresent(lock -> lock(lock, deadlocks(view, found), room));
      default -> list(view, listed, found, room);
    }
    while (lines.size() < room) {
      add("");
    }
    lines.subList(room, lines.size()).clear();
    below.subList(0, Math.min(below.size(), height)).forEach(line -> add(line, foot.style));
  }

  private static int indent(String help) {
    return help.startsWith("  ", HELP_INDENT - 2) ? HELP_INDENT : 2;
  }

  /**
   * A text in as many lines as it takes, which end between words where that can be.
   *
   * @param indent of all lines but the first
   */
  private List<String> wrapped(String text, int indent) {
    List<String> wrapped = new ArrayList<>();
    String rest = text;
    while (rest.length() > width && width > indent) {
      int end = rest.lastIndexOf(' ', width);
      if (end <= indent) {
        break;
      }
      wrapped.add(rest.substring(0, end));
      rest = " ".repeat(indent) + rest.substring(end + 1);
    }
    wrapped.add(rest);
    return wrapped;
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
    String inFull = "baton top  " + server.name + "   " + counts;
    boolean fits = Words.width(inFull) <= width;
    add(fits ? inFull : "baton top   " + counts, HEAD);
    if (server.trouble.isPresent()) {
      wrapped("no answer: " + Words.printable(server.trouble.get()), 0)
          .forEach(line -> add(line, BAD));
    } else if (found.number() == 0) {
      add("looking ...", BAD);
    } else {
      add(fits ? "" : server.name, FAINT);
    }
  }

  private void list(View view, List<LockState> listed, Snapshot found, int height) {
    Row row = Row.fitting(width, view.order());
    add(row.head(), FAINT);
    int room = height - lines.size() - 1;
    int picked = view.selectedIn(listed);
    int from = Math.max(0, Math.min(picked - room / 2, listed.size() - room));
    for (int i = from; i < Math.min(listed.size(), from + room); i++) {
      LockState lock = listed.get(i);
      boolean stuck = !found.deadlocksOf(lock.name()).isEmpty();
      add(
          row.of(lock, stuck ? "! " : ""),
          i == picked ? PICKED : stuck ? BAD : lock.waiting() > 0 ? BUSY : PLAIN);
    }
    if (listed.isEmpty() && found.number() > 0) {
      add(view.filter().isEmpty() ? "  no lock is held" : "  none with this text", FAINT);
    }
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

  private void lock(OneLock lock, List<String> deadlocks, int height) {
    int history = Math.min(lock.history.size(), Math.max(3, height / 3));
    List<String> stuck = deadlocks.subList(0, Math.min(deadlocks.size(), height / 3));
    int room = height - lines.size() - history - stuck.size() - 3;
    if (lock.state.isPresent()) {
      LockPage.lines(
              lock.state.get(),
              LocalDateTime.now(ZoneId.systemDefault()),
              waitersShown(lock.state.get(), room))
          .forEach(this::add);
    }
    stuck.forEach(line -> add(line, BAD));
    add("");
    add("  while you look:", FAINT);
    List<String> told = lock.history;
    told.subList(told.size() - history, told.size()).forEach(line -> add("  " + line, FAINT));
  }

  /** How many waiters there is room for; of a lock that is shared, as many holders besides. */
  private static int waitersShown(LockState state, int room) {
    return Math.max(1, state.sharing().isEmpty() ? room - 7 : (room - 9) / 2);
  }

  /**
   * What stands below all else.
   *
   * @param text in one line or several
   */
  private record Foot(String text, AttributedStyle style) {}

  private Foot foot(View view, List<LockState> listed, Snapshot found, Optional<OneLock> one) {
    return switch (view.mode()) {
      case FILTER -> new Foot("names with: " + Words.printable(view.filter()) + "_", HEAD);
      case CONFIRM -> new Foot(question(one), BAD);
      case HELP -> new Foot("any key goes back", FAINT);
      case LOCK -> new Foot(said(view, "f force-release   esc back"), FAINT);
      default -> new Foot(said(view, keys(view, listed, found)), FAINT);
    };
  }

  private static String said(View view, String otherwise) {
    return view.notice().isEmpty() ? otherwise : view.notice();
  }

  /** The keys that there is room for; the first and the last two are told in any case. */
  private String keys(View view, List<LockState> listed, Snapshot found) {
    List<String> parts = new ArrayList<>();
    parts.add("by " + ORDERS.get(view.order()));
    if (!view.filter().isEmpty()) {
      parts.add("with: " + Words.printable(view.filter()));
    }
    if (found.found() > listed.size()) {
      parts.add(String.format(Locale.ROOT, "%,d of %,d shown", listed.size(), found.found()));
    }
    parts.addAll(KEYS);
    while (parts.size() > 3 && Words.width(String.join(GAP, parts)) > width) {
      parts.remove(parts.size() - 3);
    }
    return String.join(GAP, parts);
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

  private void add(String text) {
    add(text, PLAIN);
  }

  private void add(String text, AttributedStyle style) {
    AttributedString line =
        new AttributedStringBuilder()
            .append(Words.cut(text, width), colours || style.equals(PICKED) ? style : PLAIN)
            .toAttributedString();
    lines.add(line.columnSubSequence(0, width));
  }
}
