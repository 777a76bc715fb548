package dev.baton.cli.top;

import dev.baton.LockState;
import dev.baton.cli.base.Shares;
import dev.baton.cli.base.Words;
import dev.baton.cli.survey.Order;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How a row of the list is made.
 *
 * @param name how wide the name is
 * @param holder how wide the holder is
 * @param columns what follows
 */
record Row(int name, int holder, List<Column> columns) {
  private static final int LEAST_NAME = 12;
  private static final int MOST_HOLDER = 36;

  /** What the name and the holder have of a row at least, before there are more numbers. */
  private static final int LEAST_WORDS = 38;

  /** One that fits into so many columns of the terminal. */
  static Row fitting(int width, Order order) {
    List<Column> columns = Column.within(width - LEAST_WORDS, order);
    int words = Math.max(LEAST_NAME, width - columns.stream().mapToInt(Column::width).sum() - 2);
    int holder = Math.min(MOST_HOLDER, words * 2 / 5);
    return new Row(words - holder, holder, columns);
  }

  String head() {
    return words("LOCK", "HOLDER") + cells(Column::title);
  }

  String of(LockState lock, String mark) {
    return words(mark + Words.printable(lock.name()), Shares.holder(lock, MOST_HOLDER).orElse("-"))
        + cells(column -> column.of(lock));
  }

  private String words(String first, String second) {
    return Words.padded(Words.cut(first, name), name)
        + "  "
        + Words.padded(Words.cut(second, holder), holder);
  }

  private String cells(Function<Column, String> text) {
    return columns.stream()
        .map(column -> column.cell(text.apply(column)))
        .collect(Collectors.joining());
  }
}
