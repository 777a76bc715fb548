package dev.baton.cli.top;

import dev.baton.BackendException;
import dev.baton.DistributedLock;
import dev.baton.LockClient;
import dev.baton.LockException;
import dev.baton.LockState;
import dev.baton.cli.base.Shares;
import dev.baton.cli.look.Changes;
import dev.baton.cli.look.Taking;
import dev.baton.cli.server.Handovers;
import dev.baton.cli.survey.Reach;
import dev.baton.cli.survey.Snapshot;
import dev.baton.cli.survey.Survey;
import java.io.IOException;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;
import org.jline.utils.NonBlockingReader;

/** Draws the screen, reads keys, and does what they say. */
final class Top {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");
  private static final long LOOK_MILLIS = 250;
  private static final long SEQUENCE_MILLIS = 50;
  private static final int MOST_HISTORY = 200;

  private final LockClient client;
  private final Survey survey;
  private final Reach reach;
  private final Handovers handovers;
  private final Terminal terminal;
  private final String server;
  private final boolean colours;
  private final List<String> history = new ArrayList<>();
  private View view = View.first();
  private Snapshot found = new Snapshot(0, List.of(), 0, 0, 0, List.of(), 0, 0);
  private Optional<LockState> one = Optional.empty();

  Top(
      LockClient client,
      Survey survey,
      Reach reach,
      Handovers handovers,
      Terminal terminal,
      String server,
      boolean colours) {
    this.client = client;
    this.survey = survey;
    this.reach = reach;
    this.handovers = handovers;
    this.terminal = terminal;
    this.server = server;
    this.colours = colours;
  }

  /** Until the user ends it. */
  void run() throws IOException {
    Attributes before = terminal.enterRawMode();
    Display display = new Display(terminal, /* fullscreen= */ true);
    try {
      terminal.puts(Capability.enter_ca_mode);
      terminal.puts(Capability.cursor_invisible);
      terminal.puts(Capability.keypad_xmit);
      NonBlockingReader keys = terminal.reader();
      while (view.mode() != View.Mode.QUIT) {
        draw(display);
        int key = read(keys);
        if (key == -1) {
          return; // the terminal is gone
        }
        if (key == Keys.REDRAW) {
          display.clear();
        } else if (key != NonBlockingReader.READ_EXPIRED) {
          press(key);
        }
      }
    } finally {
      terminal.puts(Capability.keypad_local);
      terminal.puts(Capability.cursor_visible);
      terminal.puts(Capability.exit_ca_mode);
      terminal.flush();
      terminal.setAttributes(before);
    }
  }

  private void draw(Display display) {
    found = survey.ask(view.question()).orElse(found);
    look();
    Size size = terminal.getSize();
    int width = size.getColumns() > 0 ? size.getColumns() : 80;
    int height = size.getRows() > 0 ? size.getRows() : 24;
    display.resize(height, width);
    display.update(
        Screen.lines(
            new Screen.Size(width, height, colours),
            new Screen.Server(server, reach.message(), handovers.perSecond()),
            view,
            found,
            Optional.of(new Screen.OneLock(one, history))),
        0);
  }

  /** Looks at the lock that is shown in full. */
  private void look() {
    if (view.mode() != View.Mode.LOCK && view.mode() != View.Mode.CONFIRM) {
      one = Optional.empty();
      history.clear();
      return;
    }
    try {
      LockState now = picked().inspect();
      String time = TIME.format(LocalTime.now(ZoneId.systemDefault()));
      Changes.between(one, now).forEach(change -> history.add(time + "  " + change));
      while (history.size() > MOST_HISTORY) {
        history.remove(0);
      }
      one = Optional.of(now);
    } catch (LockException e) {
      one = Optional.empty();
      view = view.saying(String.valueOf(e.getMessage()));
    }
  }

  private DistributedLock picked() {
    return client.lock(view.selected().orElseThrow());
  }

  private void press(int key) {
    boolean take = view.mode() == View.Mode.CONFIRM && (key == 'y' || key == 'Y');
    Optional<LockState> shown = one;
    view = Keys.after(view, key, view.listed(found));
    if (take && shown.flatMap(LockState::holder).isPresent()) {
      view = view.saying(take(shown.get()));
      survey.hurry();
    }
  }

  private String take(LockState shown) {
    try {
      List<String> taken = Taking.from(picked(), Shares.tokens(shown));
      return taken.isEmpty()
          ? "nothing was changed: it is not theirs any more"
          : "taken from " + Shares.named(shown, taken);
    } catch (BackendException e) {
      return "Redis did not confirm it: " + e.getMessage();
    }
  }

  /** A character, or a key that comes as several of them. */
  private static int read(NonBlockingReader keys) throws IOException {
    int first = keys.read(LOOK_MILLIS);
    if (first != Keys.ESCAPE) {
      return first;
    }
    int second = keys.read(SEQUENCE_MILLIS);
    if (second != '[' && second != 'O') {
      return Keys.ESCAPE;
    }
    int third = keys.read(SEQUENCE_MILLIS);
    if (third == '5' || third == '6') {
      keys.read(SEQUENCE_MILLIS); // the tilde after it
    }
    return switch (third) {
      case 'A' -> Keys.UP;
      case 'B' -> Keys.DOWN;
      case '5' -> Keys.PAGE_UP;
      case '6' -> Keys.PAGE_DOWN;
      default -> NonBlockingReader.READ_EXPIRED;
    };
  }
}
