package dev.baton.cli.top;

import dev.baton.LockState;
import java.util.List;
import java.util.Optional;

/** What each key does to the view. */
final class Keys {
  static final int UP = -10;
  static final int DOWN = -11;
  static final int PAGE_UP = -12;
  static final int PAGE_DOWN = -13;
  static final int ESCAPE = 27;
  static final int ENTER = '\r';

  /** Ctrl-L, as everywhere; it is not about the view. */
  static final int REDRAW = 12;

  private static final int CTRL_C = 3;
  private static final int BACKSPACE = 8;
  private static final int DELETE = 127;
  private static final int PAGE = 10;

  private Keys() {}

  /**
   * The view after a key. Taking a lock from its holder is not done here: whoever calls sees that
   * {@link View.Mode#CONFIRM} was answered with y.
   *
   * @param view the view before
   * @param key a character, or one of the constants
   * @param listed what is listed
   */
  static View after(View view, int key, List<LockState> listed) {
    if (key == CTRL_C) {
      return view.in(View.Mode.QUIT);
    }
    return switch (view.mode()) {
      case LIST -> inList(view, key, listed);
      case FILTER -> inFilter(view, key);
      case LOCK -> inLock(view, key);
      case CONFIRM -> view.in(View.Mode.LOCK);
      case HELP -> view.in(View.Mode.LIST);
      case QUIT -> view;
    };
  }

  private static View inList(View view, int key, List<LockState> listed) {
    return switch (key) {
      case 'q' -> view.in(View.Mode.QUIT);
      case UP, 'k' -> moved(view, listed, -1);
      case DOWN, 'j' -> moved(view, listed, 1);
      case PAGE_UP -> moved(view, listed, -PAGE);
      case PAGE_DOWN, ' ' -> moved(view, listed, PAGE);
      case 's' -> view.orderedBy(view.nextOrder());
      case '/' -> view.in(View.Mode.FILTER);
      case '?', 'h' -> view.in(View.Mode.HELP);
      case ESCAPE -> view.filteredBy("");
      case ENTER, '\n' -> ifAny(view, listed, View.Mode.LOCK);
      case 'f' -> ifAny(view, listed, View.Mode.CONFIRM);
      default -> view;
    };
  }

  private static View inLock(View view, int key) {
    return switch (key) {
      case 'q', ESCAPE, ENTER, '\n', BACKSPACE, DELETE -> view.in(View.Mode.LIST);
      case 'f' -> view.in(View.Mode.CONFIRM);
      default -> view;
    };
  }

  private static View inFilter(View view, int key) {
    String text = view.filter();
    return switch (key) {
      case ENTER, '\n' -> view.in(View.Mode.LIST);
      case ESCAPE -> view.filteredBy("").in(View.Mode.LIST);
      case BACKSPACE, DELETE ->
          text.isEmpty()
              ? view
              : view.filteredBy(text.substring(0, text.offsetByCodePoints(text.length(), -1)));
      default -> key < ' ' ? view : view.filteredBy(text + Character.toString(key));
    };
  }

  private static View ifAny(View view, List<LockState> listed, View.Mode mode) {
    Optional<String> picked = view.picked(listed);
    return picked.isEmpty() ? view : view.select(picked).in(mode);
  }

  private static View moved(View view, List<LockState> listed, int by) {
    if (listed.isEmpty()) {
      return view;
    }
    int to = Math.max(0, Math.min(listed.size() - 1, view.selectedIn(listed) + by));
    return view.select(Optional.of(listed.get(to).name()));
  }
}
