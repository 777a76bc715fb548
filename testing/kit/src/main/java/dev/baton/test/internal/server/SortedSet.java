package dev.baton.test.internal.server;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A sorted set of few members, in the order of their scores, then of their bytes. */
final class SortedSet {
  private static final Comparator<Member> ORDER =
      Comparator.comparingDouble(Member::score).thenComparing(Member::name);

  private final List<Member> members = new ArrayList<>();

  /**
   * A member.
   *
   * @param name its bytes
   * @param score its place
   */
  record Member(String name, double score) {}

  SortedSet copy() {
    SortedSet copy = new SortedSet();
    copy.members.addAll(members);
    return copy;
  }

  /** Adds a member; one that is there gets the new score. Returns whether it is new. */
  boolean add(String name, double score) {
    boolean isNew = !remove(name);
    members.add(new Member(name, score));
    members.sort(ORDER);
    return isNew;
  }

  boolean remove(String name) {
    return members.removeIf(member -> member.name.equals(name));
  }

  /** The place of a member from the front, -1 if it is none. */
  int rank(String name) {
    for (int i = 0; i < members.size(); i++) {
      if (members.get(i).name.equals(name)) {
        return i;
      }
    }
    return -1;
  }

  /** The score of a member, null if it is none. */
  @Nullable Double score(String name) {
    int rank = rank(name);
    return rank < 0 ? null : members.get(rank).score();
  }

  Member first() {
    return members.get(0);
  }

  /** The members between two ranks, both included; negative ones count from the end. */
  List<Member> range(int from, int to) {
    int size = members.size();
    int first = Math.max(0, from < 0 ? size + from : from);
    int last = Math.min(size - 1, to < 0 ? size + to : to);
    return first > last ? List.of() : members.subList(first, last + 1);
  }

  int size() {
    return members.size();
  }
}
