package dev.baton.cluster;

import dev.baton.spi.Command;
import dev.baton.spi.ConnectionFault;
import dev.baton.spi.Slots;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Which node a command goes to, as the present slot map has it. */
final class Routes {
  private final ReentrantLock changing = new ReentrantLock();
  private final Members members;
  private final RefreshSignal signal;
  private volatile SlotMap map = SlotMap.EMPTY;

  Routes(Members members, RefreshSignal signal) {
    this.members = members;
    this.signal = signal;
  }

  SlotMap map() {
    return map;
  }

  void replace(SlotMap next) {
    changing.lock();
    try {
      map = next;
    } finally {
      changing.unlock();
    }
  }

  /** Has the map refreshed soon. Does not wait. */
  void refresh() {
    signal.raise();
  }

  /** The primary of a slot; null if none is known. */
  @Nullable ClusterMember owner(int slot) {
    return map.owner(slot);
  }

  /**
   * Where a command goes.
   *
   * @throws ConnectionFault if no primary has the slot of its key
   */
  ClusterMember find(Command command) {
    byte[] key = command.key();
    int slot = key == null ? -1 : Slots.of(key);
    ClusterMember member = key == null ? any() : owner(slot);
    if (member == null) {
      throw nowhere(slot);
    }
    return member;
  }

  /** A primary that is up; failing that, another. */
  private @Nullable ClusterMember any() {
    ClusterMember first = null;
    for (ClusterMember member : map.primaries()) {
      if (member.isUp()) {
        return member;
      }
      first = first == null ? member : first;
    }
    return first;
  }

  /** What is to be said of a slot without a primary; has one looked for. */
  ConnectionFault nowhere(int slot) {
    refresh();
    String what = slot < 0 ? "the cluster" : "slot " + slot + " of the cluster";
    return new ConnectionFault(what + " has no known primary", /* mayHaveRun= */ false, null);
  }

  /** Notes what a redirection says, and returns the node that it names. */
  ClusterMember follow(Redirection redirection) {
    ClusterMember target = members.at(redirection.target());
    if (!redirection.asking()) {
      target.needed();
      move(redirection.slot(), target);
    }
    return target;
  }

  private void move(int slot, ClusterMember owner) {
    changing.lock();
    try {
      if (map.owner(slot) == owner) {
        return;
      }
      map = map.with(slot, owner);
    } finally {
      changing.unlock();
    }
    signal.raise(owner);
  }
}
