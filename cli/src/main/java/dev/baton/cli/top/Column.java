package dev.baton.cli.top;

import dev.baton.LockState;
import dev.baton.cli.base.Seconds;
import dev.baton.cli.survey.Order;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;

/** What is said of a lock behind its name and its holder, from left to right. */
enum Column {
  WAITING("WAITING", 9) {
    @Override
    String of(LockState lock) {
      return lock.waiting() == 0 ? "-" : Long.toString(lock.waiting());
    }
  },
  LONGEST_WAIT("LONGEST WAIT", 14) {
    @Override
    String of(LockState lock) {
      return lock.waiters().isEmpty() ? "-" : Seconds.text(longest(lock));
    }
  },
  HELD_FOR("HELD FOR", 13) {
    @Override
    String of(LockState lock) {
      return lock.heldFor().map(Seconds::text).orElse("-");
    }
  },
  EXPIRES("EXPIRES", 13) {
    @Override
    String of(LockState lock) {
      return lock.expiresIn().map(Seconds::text).orElse("never");
    }
  };

  private final String title;
  private final int width;

  Column(String title, int width) {
    this.title = title;
    this.width = width;
  }

  abstract String of(LockState lock);

  /** With the blanks before it. */
  int width() {
    return width;
  }

  String title() {
    return title;
  }

  String cell(String text) {
    return " ".repeat(Math.max(1, width - text.length())) + text;
  }

  /**
   * Those that there is room for; how many wait, and what the rows are sorted by, before others.
   */
  static List<Column> within(int width, Order order) {
    EnumSet<Column> shown = EnumSet.of(WAITING);
    int room = width - WAITING.width;
    for (Column column : byWorth(order)) {
      if (column.width <= room && shown.add(column)) {
        room -= column.width;
      }
    }
    return List.copyOf(shown);
  }

  private static List<Column> byWorth(Order order) {
    return order == Order.EXPIRES
        ? List.of(EXPIRES, HELD_FOR, LONGEST_WAIT)
        : List.of(HELD_FOR, LONGEST_WAIT, EXPIRES);
  }

  private static Duration longest(LockState lock) {
    return lock.waiters().stream()
        .map(LockState.Waiter::waited)
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }
}
