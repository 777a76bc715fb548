package dev.baton.cli.top;

import dev.baton.LockState;
import dev.baton.cli.survey.Order;
import dev.baton.cli.survey.Question;
import dev.baton.cli.survey.Snapshot;
import java.util.List;
import java.util.Optional;

/**
 * What the user looks at: decided by keys, told by nobody else. All of it is plain values, so that
 * a key makes another view of it.
 *
 * @param mode what the keys mean
 * @param order what comes first
 * @param filter the text that names or holders must have, or a pattern of names
 * @param selected the name of the lock that is picked, if one is
 * @param notice what was done last, empty if there is nothing to say
 */
record View(Mode mode, Order order, String filter, Optional<String> selected, String notice) {

  /** What the keys mean. */
  enum Mode {
    /** The list. */
    LIST,
    /** A filter is being typed. */
    FILTER,
    /** One lock in full. */
    LOCK,
    /** Whether to take a lock from its holder. */
    CONFIRM,
    /** What the keys mean is shown. */
    HELP,
    /** The end. */
    QUIT
  }

  static View first() {
    return new View(Mode.LIST, Order.WAITING, "", Optional.empty(), "");
  }

  /** What to ask of the survey. */
  Question question() {
    return new Question(filter, order, descending());
  }

  private boolean descending() {
    return order == Order.WAITING || order == Order.HELD;
  }

  /** The locks to list, the first one first: an answer may be to a question asked before. */
  List<LockState> listed(Snapshot found) {
    Question question = question();
    return found.rows().stream()
        .filter(lock -> question.isPattern() || question.matches(lock))
        .sorted(order.comparator(descending()))
        .toList();
  }

  /** What comes first after another key. */
  Order nextOrder() {
    return switch (order) {
      case WAITING -> Order.HELD;
      case HELD -> Order.EXPIRES;
      case EXPIRES -> Order.HOLDER;
      case HOLDER -> Order.NAME;
      default -> Order.WAITING;
    };
  }

  /** Where in the list the picked one is; the first if it is gone. */
  int selectedIn(List<LockState> listed) {
    for (int i = 0; i < listed.size(); i++) {
      if (selected.filter(listed.get(i).name()::equals).isPresent()) {
        return i;
      }
    }
    return 0;
  }

  /** The picked one's name, if there is any in the list. */
  Optional<String> picked(List<LockState> listed) {
    return listed.isEmpty() ? Optional.empty() : Optional.of(listed.get(selectedIn(listed)).name());
  }

  View in(Mode next) {
    return new View(next, order, filter, selected, "");
  }

  View select(Optional<String> name) {
    return new View(mode, order, filter, name, "");
  }

  View orderedBy(Order next) {
    return new View(mode, next, filter, selected, "");
  }

  View filteredBy(String text) {
    return new View(mode, order, text, selected, "");
  }

  View saying(String text) {
    return new View(mode, order, filter, selected, text);
  }
}
