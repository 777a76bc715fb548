package dev.baton.internal.quorum;

import dev.baton.BackendException;
import dev.baton.LockClient;
import dev.baton.LockState;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * What members find, each name once, one member after the other. A member that fails is left out,
 * for as long as the others are a majority. Blocking while it is read.
 */
final class QuorumSearch extends Spliterators.AbstractSpliterator<LockState> {
  private final Queue<QuorumMember> left;
  private final Function<LockClient, Stream<LockState>> search;
  private final Set<String> seen = new HashSet<>();

  /** How many members may still fail. */
  private int spare;

  private @Nullable Spliterator<LockState> current;
  private @Nullable LockState found;

  private QuorumSearch(
      List<QuorumMember> members, int majority, Function<LockClient, Stream<LockState>> search) {
    super(Long.MAX_VALUE, Spliterator.NONNULL);
    this.left = new ArrayDeque<>(members);
    this.search = search;
    this.spare = members.size() - majority;
  }

  static Stream<LockState> of(
      List<QuorumMember> members, int majority, Function<LockClient, Stream<LockState>> search) {
    return StreamSupport.stream(new QuorumSearch(members, majority, search), /* parallel= */ false);
  }

  @Override
  public boolean tryAdvance(Consumer<? super LockState> action) {
    while (found == null) {
      Spliterator<LockState> asked = current;
      QuorumMember next = asked == null ? left.poll() : null;
      if (asked == null && next == null) {
        return false;
      }
      try {
        if (next != null) {
          current = begin(next);
        } else if (asked != null && !asked.tryAdvance(this::take)) {
          current = null;
        }
      } catch (BackendException e) {
        current = null;
        spare--;
        if (spare < 0) {
          throw e;
        }
      }
    }
    LockState told = found;
    found = null;
    action.accept(told);
    return true;
  }

  private Spliterator<LockState> begin(QuorumMember member) {
    return search.apply(member.engine().orElseThrow(() -> member.noConnection(""))).spliterator();
  }

  private void take(LockState state) {
    if (seen.add(state.name())) {
      found = state;
    }
  }
}
