package dev.baton.cli.look;

import dev.baton.LockState;
import dev.baton.cli.base.Seconds;
import dev.baton.cli.base.Shares;
import dev.baton.cli.base.Words;
import java.util.List;
import picocli.CommandLine.Help.Ansi;

/** Locks, a line each. */
final class LockTable {
  private static final int WIDEST_NAME = 60;
  private static final int WIDEST_HOLDER = 50;
  private static final String LOCK = "LOCK";
  private static final String HOLDER = "HOLDER";

  private final int nameWidth;
  private final int holderWidth;
  private final Ansi ansi;

  private LockTable(int nameWidth, int holderWidth, Ansi ansi) {
    this.nameWidth = nameWidth;
    this.holderWidth = holderWidth;
    this.ansi = ansi;
  }

  /** A table whose columns are as wide as these locks need; others may stick out. */
  static LockTable fitting(List<LockState> locks, Ansi ansi) {
    int name = LOCK.length();
    int holder = HOLDER.length();
    for (LockState lock : locks) {
      name = Math.max(name, Words.width(Words.printable(lock.name())));
      holder = Math.max(holder, Words.width(holder(lock)));
    }
    return new LockTable(Math.min(name, WIDEST_NAME), Math.min(holder, WIDEST_HOLDER), ansi);
  }

  String header() {
    return ansi.string("@|faint " + line(LOCK, HOLDER, "HELD FOR", "EXPIRES IN", "WAITING") + "|@");
  }

  String row(LockState lock) {
    return line(
        Words.printable(lock.name()),
        holder(lock),
        lock.heldFor().map(Seconds::text).orElse("-"),
        lock.expiresIn().map(Seconds::text).orElse("never"),
        lock.waiting() == 0 ? "-" : Long.toString(lock.waiting()));
  }

  private String line(
      String name, String holder, String heldFor, String expiresIn, String waiting) {
    return Words.padded(name, nameWidth)
        + "  "
        + Words.padded(holder, holderWidth)
        + "  %12s  %12s  %7s".formatted(heldFor, expiresIn, waiting);
  }

  private static String holder(LockState lock) {
    return Shares.holder(lock, WIDEST_HOLDER).orElse("-");
  }
}
