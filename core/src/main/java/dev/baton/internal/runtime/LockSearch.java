package dev.baton.internal.runtime;

import dev.baton.LockState;
import dev.baton.internal.script.Glance;
import dev.baton.internal.script.KeyPage;
import dev.baton.internal.script.LockKeys;
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

/** Goes through the locks of a server, and holds no more of them than one page of {@code SCAN}. */
final class LockSearch extends Spliterators.AbstractSpliterator<LockState> {
  private final Engine engine;
  private final String pattern;
  private final boolean foreign;
  private final Queue<LockState> found = new ArrayDeque<>();
  private @Nullable KeyPage page;

  private LockSearch(Engine engine, String pattern, boolean foreign) {
    super(Long.MAX_VALUE, Spliterator.NONNULL);
    this.engine = engine;
    this.pattern = pattern;
    this.foreign = foreign;
  }

  static Stream<LockState> of(Engine engine, String pattern, boolean foreign) {
    return StreamSupport.stream(new LockSearch(engine, pattern, foreign), /* parallel= */ false);
  }

  @Override
  public boolean tryAdvance(Consumer<? super LockState> action) {
    while (found.isEmpty()) {
      KeyPage last = page;
      if (last != null && last.isLast()) {
        return false;
      }
      turn(last == null ? KeyPage.beforeFirst() : last);
    }
    action.accept(found.remove());
    return true;
  }

  private void turn(KeyPage before) {
    engine.ensureOpen();
    try {
      KeyPage next = engine.runner().run(before.next(pattern));
      look(next.names());
      page = next;
    } catch (BackendFault fault) {
      throw Faults.translate(pattern, fault);
    }
  }

  private void look(List<String> names) {
    if (names.isEmpty()) {
      return;
    }
    List<Command> commands = new ArrayList<>(names.size() * Glance.COMMANDS);
    names.forEach(name -> commands.addAll(Glance.commands(LockKeys.of(name))));
    List<@Nullable Object> replies = engine.runner().runAll(commands);
    long serverMicros = engine.runner().run(Glance.time());
    for (int i = 0; i < names.size(); i++) {
      int at = i * Glance.COMMANDS;
      String name = names.get(i);
      Glance.read(replies.subList(at, at + Glance.COMMANDS), serverMicros, foreign)
          .ifPresent(held -> found.add(States.of(name, held)));
    }
  }
}
