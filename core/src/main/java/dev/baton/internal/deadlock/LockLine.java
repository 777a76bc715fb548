package dev.baton.internal.deadlock;

import dev.baton.Deadlock;
import dev.baton.LockState;
import dev.baton.internal.script.OwnedValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** One lock: those who have it or a part of it, and those who wait for it. */
final class LockLine {
  private final LockState state;
  private final List<One> holders;
  private final List<One> waiters;

  /**
   * One who holds or waits.
   *
   * @param client which one it is
   * @param token its owner token
   * @param weight how much of the lock it has, or waits for
   */
  private record One(String client, String token, long weight) {}

  /**
   * Whom one in the queue waits for, of those who are blocked themselves.
   *
   * @param client that waits
   * @param token that it will have
   * @param clients those whom it waits for, by the tokens that they have or will have
   * @param place in the queue
   * @param held whether they hold the lock or a part of it, or are before it in the queue
   */
  record Block(String client, String token, Map<String, String> clients, int place, boolean held) {}

  LockLine(LockState state) {
    this.state = state;
    this.holders =
        state.sharing().isPresent()
            ? state.sharing().get().holders().stream()
                .map(holder -> one(holder.ownerToken(), holder.weight()))
                .toList()
            : state.holder().stream().map(token -> one(token, 1)).toList();
    this.waiters =
        state.waiters().stream()
            .map(
                waiter ->
                    one(waiter.ownerToken(), waiter.share().map(LockState.Share::weight).orElse(1)))
            .toList();
  }

  private static One one(String token, long weight) {
    return new One(OwnedValue.client(token), token, weight);
  }

  String name() {
    return state.name();
  }

  /**
   * Those in the queue who wait for clients that are blocked, and will never have their turn if
   * those stay so. One does if the others go on: it waits for all who hold the lock if it is to
   * have it alone, for the one who has it alone, or until its permits fit beside those that stay
   * taken; and for those before it in the queue, who have their turn first.
   *
   * @param blocked which clients are
   */
  List<Block> blocks(Predicate<String> blocked) {
    Map<String, String> tokens = new TreeMap<>();
    Map<String, Long> weights = new HashMap<>();
    long taken = 0;
    for (One holder : holders) {
      if (blocked.test(holder.client())) {
        tokens.merge(holder.client(), holder.token(), LockLine::first);
        weights.merge(holder.client(), holder.weight(), Long::sum);
        taken += holder.weight();
      }
    }
    List<Block> blocks = new ArrayList<>();
    Optional<One> before = Optional.empty();
    for (int place = 0; place < waiters.size(); place++) {
      One waiter = waiters.get(place);
      // What the client has itself blocks it too, but not alone: another of its threads has it.
      boolean byOthers = taken > weights.getOrDefault(waiter.client(), 0L);
      if (byOthers && !fits(place, taken)) {
        blocks.add(new Block(waiter.client(), waiter.token(), tokens, place, /* held= */ true));
        before = before.or(() -> Optional.of(waiter));
      } else if (before.filter(one -> !one.client().equals(waiter.client())).isPresent()) {
        One ahead = before.get();
        Map<String, String> only = Map.of(ahead.client(), ahead.token());
        blocks.add(new Block(waiter.client(), waiter.token(), only, place, /* held= */ false));
      }
    }
    return blocks;
  }

  private static String first(String one, String other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** Whether one in the queue could have its part beside what stays taken. */
  private boolean fits(int place, long taken) {
    Optional<LockState.Share> wanted = state.waiters().get(place).share();
    if (wanted.isEmpty() || state.sharing().isEmpty()) {
      return false;
    }
    LockState.Share share = wanted.get();
    return share.limit().isEmpty() || taken + share.weight() <= share.limit().getAsInt();
  }

  /** Tells of one in the queue, and of one whom it waits for. */
  Deadlock.Wait told(Block block, String blocker) {
    LockState.Waiter waiter = state.waiters().get(block.place());
    return new Deadlock.Wait(
        state.name(),
        waiter.ownerToken(),
        waiter.waited(),
        waiter.share(),
        blocker,
        block.held(),
        block.held() ? state.heldFor() : Optional.empty());
  }

  /** The clients in the queue. */
  List<String> waiting() {
    return waiters.stream().map(One::client).toList();
  }
}
