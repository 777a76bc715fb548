package dev.baton.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.spi.ServerAddress.Node;
import dev.baton.spi.Slots;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Which primary has which slot, as it was known at one instant. Immutable. */
final class SlotMap {
  /** Of no slot. */
  static final SlotMap EMPTY = new SlotMap(new @Nullable ClusterMember[Slots.COUNT]);

  private final @Nullable ClusterMember[] owners;
  private final List<ClusterMember> primaries;
  private final boolean whole;

  private SlotMap(@Nullable ClusterMember[] owners) {
    this.owners = owners;
    Collection<ClusterMember> distinct = new LinkedHashSet<>();
    ClusterMember last = null;
    boolean gap = false;
    for (ClusterMember owner : owners) {
      if (owner == null) {
        gap = true;
      } else if (owner != last) {
        distinct.add(owner);
        last = owner;
      }
    }
    this.primaries = List.copyOf(distinct);
    this.whole = !gap;
  }

  /**
   * Reads the reply to {@code CLUSTER SLOTS}. What it does not say, or not in the expected form, is
   * left out.
   *
   * @param reply of ranges: first slot, last slot, primary, replicas
   * @param asked the node whose reply it is: the host of those that have none of their own
   * @param members the member at an address
   */
  static SlotMap read(@Nullable Object reply, Node asked, Function<Node, ClusterMember> members) {
    @Nullable ClusterMember[] owners = new @Nullable ClusterMember[Slots.COUNT];
    if (reply instanceof List<?> ranges) {
      for (Object each : ranges) {
        if (each instanceof List<?> range
            && range.size() > 2
            && range.get(0) instanceof Long first
            && range.get(1) instanceof Long last
            && 0 <= first
            && first <= last
            && last < Slots.COUNT
            && range.get(2) instanceof List<?> primary) {
          Node node = node(primary, asked);
          if (node != null) {
            Arrays.fill(owners, first.intValue(), last.intValue() + 1, members.apply(node));
          }
        }
      }
    }
    return new SlotMap(owners);
  }

  private static @Nullable Node node(List<?> primary, Node asked) {
    if (primary.size() < 2 || !(primary.get(1) instanceof Long port) || port < 1 || port > 65_535) {
      return null;
    }
    String host = primary.get(0) instanceof byte[] bytes ? new String(bytes, UTF_8) : "";
    return host.equals("?")
        ? null
        : new Node(host.isEmpty() ? asked.host() : host, port.intValue());
  }

  /** The same with one slot at another primary. */
  SlotMap with(int slot, ClusterMember owner) {
    @Nullable ClusterMember[] changed = owners.clone();
    changed[slot] = owner;
    return new SlotMap(changed);
  }

  /** The primary of a slot; null if none is known. */
  @Nullable ClusterMember owner(int slot) {
    return owners[slot];
  }

  /** Each that has a slot, once. */
  List<ClusterMember> primaries() {
    return primaries;
  }

  /** Whether every slot has a primary. */
  boolean isWhole() {
    return whole;
  }

  /** Whether a slot that has a primary here has another one, or none, there. */
  boolean differsFrom(SlotMap other) {
    for (int slot = 0; slot < owners.length; slot++) {
      if (owners[slot] != null && owners[slot] != other.owners[slot]) {
        return true;
      }
    }
    return false;
  }
}
