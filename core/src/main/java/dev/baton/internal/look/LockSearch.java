package dev.baton.internal.look;

import dev.baton.LockState;
import dev.baton.internal.lease.Faults;
import dev.baton.internal.link.ScriptRunner;
import dev.baton.internal.script.Glance;
import dev.baton.internal.script.KeyPage;
import dev.baton.internal.script.LockKeys;
import dev.baton.spi.Backend;
import dev.baton.spi.BackendFault;
import dev.baton.spi.Command;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the locks of all servers, one server after the other, and on each through what one
 * holds alone, then through what is shared. Holds no more of them than one page of {@code SCAN}.
 */
public final class LockSearch extends Spliterators.AbstractSpliterator<LockState> {
  private final ScriptRunner runner;
  private final Backend backend;
  private final Runnable mayAsk;
  private final String prefix;
  private final String pattern;
  private final boolean foreign;
  private final Queue<LockState> found = new ArrayDeque<>();

  /** The server that is gone through, and those after it; none before the first look. */
  private @Nullable Queue<ScriptRunner> servers;

  /** At what of it. */
  private Glance glance = Glance.AT_STRINGS;

  private KeyPage page = KeyPage.beforeFirst();

  private LockSearch(
      ScriptRunner runner,
      Backend backend,
      Runnable mayAsk,
      String prefix,
      String pattern,
      boolean foreign) {
    super(Long.MAX_VALUE, Spliterator.NONNULL);
    this.runner = runner;
    this.backend = backend;
    this.mayAsk = mayAsk;
    this.prefix = prefix;
    this.pattern = pattern;
    this.foreign = foreign;
  }

  /**
   * Looks when the stream is gone through.
   *
   * @param runner sends to whichever server has a key
   * @param backend knows all servers
   * @param mayAsk throws if nothing can be asked now, on this thread
   * @param prefix what all keys of the client begin with
   * @param pattern of the names
   * @param foreign whether those that are not Baton's are looked for, or those that are
   */
  public static Stream<LockState> of(
      ScriptRunner runner,
      Backend backend,
      Runnable mayAsk,
      String prefix,
      String pattern,
      boolean foreign) {
    return StreamSupport.stream(
        new LockSearch(runner, backend, mayAsk, prefix, pattern, foreign), /* parallel= */ false);
  }

  @Override
  public boolean tryAdvance(Consumer<? super LockState> action) {
    while (found.isEmpty()) {
      mayAsk.run();
      Queue<ScriptRunner> left = servers();
      ScriptRunner server = left.peek();
      if (server == null) {
        return false;
      }
      turn(server);
      if (page.isLast()) {
        page = KeyPage.beforeFirst();
        if (glance == Glance.AT_STRINGS && !foreign) { // else strings only: see LockClient
          glance = Glance.AT_SORTED_SETS;
        } else {
          glance = Glance.AT_STRINGS;
          left.remove();
        }
      }
    }
    action.accept(found.remove());
    return true;
  }

  private Queue<ScriptRunner> servers() {
    Queue<ScriptRunner> known = servers;
    if (known == null) {
      known = new ArrayDeque<>();
      for (Backend primary : backend.primaries()) {
        known.add(new ScriptRunner(primary));
      }
      servers = known;
    }
    return known;
  }

  private void turn(ScriptRunner server) {
    try {
      KeyPage next = server.run(page.next(prefix, pattern, glance.type()));
      look(next.names(), server);
      page = next;
    } catch (BackendFault fault) {
      throw Faults.translate(pattern, fault);
    }
  }

  private void look(List<String> names, ScriptRunner server) {
    if (names.isEmpty()) {
      return;
    }
    long serverMicros = server.run(Glance.time());
    List<Command> commands = new ArrayList<>();
    names.forEach(
        name -> commands.addAll(glance.commands(LockKeys.of(prefix, name), serverMicros)));
    // Not of that server only: the slot may be on its way to another one.
    List<@Nullable Object> replies = runner.runAll(commands);
    int each = commands.size() / names.size();
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      glance
          .read(replies.subList(i * each, (i + 1) * each), serverMicros, foreign)
          .ifPresent(held -> found.add(States.of(name, held)));
    }
  }
}
