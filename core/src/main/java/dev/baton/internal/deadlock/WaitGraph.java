package dev.baton.internal.deadlock;

import dev.baton.Deadlock;
import dev.baton.LockState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which clients wait for which. It is reduced first, as by R. C. Holt (Some Deadlock Properties of
 * Computer Systems, Computing Surveys 4, 1972): who waits for nobody goes on one day, gives back
 * what it has, and is left out, and so are those who can go on then. For permits that is more than
 * to look for circles: one who waits for them goes on as soon as enough of their holders do. What
 * is left waits in circles, or for one, and the shortest circle of each client is looked for
 * breadth first.
 *
 * <p>A client that waits for what it has itself is none: another of its threads has it, as on any
 * busy lock, and releases it. So it is with several clients that all have a part of one lock and
 * wait for more of it. So a circle goes through two locks at least.
 */
final class WaitGraph {
  /** More are of no use: who takes one lock away from somebody looks again. */
  private static final int MOST = 100;

  /** From so many clients one comes to the holders of a lock: from all it would be to the same. */
  private static final int MOST_WAYS = 16;

  /** By the client that waits. */
  private final Map<String, List<Edge>> edges = new TreeMap<>();

  private final Set<String> locks = new TreeSet<>();

  private record Edge(LockLine line, LockLine.Block block) {}

  /**
   * A step on the way round.
   *
   * @param client where it leads to
   * @param lock that all steps so far were about; empty once there are two
   * @param before the one before it; null for none
   * @param by what it is; null at the start
   */
  private record Step(
      String client, String lock, @Nullable Step before, Deadlock.@Nullable Wait by) {

    /** The token in whose place in the queue one goes on; empty if the client has the lock. */
    String place() {
      return by == null || by.held() ? "" : by.blocker();
    }
  }

  private WaitGraph() {}

  /**
   * The graph, reduced.
   *
   * @param states of all locks that matter, each once
   */
  static WaitGraph of(List<LockState> states) {
    List<LockLine> lines =
        states.stream().sorted(Comparator.comparing(LockState::name)).map(LockLine::new).toList();
    Set<String> blocked = new HashSet<>();
    lines.forEach(line -> blocked.addAll(line.waiting()));
    WaitGraph graph = new WaitGraph();
    do {
      graph.edges.clear();
      for (LockLine line : lines) {
        for (LockLine.Block block : line.blocks(blocked::contains)) {
          graph
              .edges
              .computeIfAbsent(block.client(), any -> new ArrayList<>())
              .add(new Edge(line, block));
        }
      }
    } while (blocked.retainAll(graph.edges.keySet()));
    graph.edges.values().forEach(some -> some.forEach(edge -> graph.locks.add(edge.line.name())));
    return graph;
  }

  /** The names of the locks that clients wait for who cannot go on. */
  Set<String> locks() {
    return locks;
  }

  /**
   * Circles, the shortest of a client each, until each client of one is in one at least. Always the
   * same for the same holds and waits.
   */
  List<Deadlock> cycles() {
    List<Deadlock> cycles = new ArrayList<>();
    Set<String> told = new HashSet<>();
    for (String client : edges.keySet()) {
      if (cycles.size() < MOST && !told.contains(client)) {
        Optional<List<Step>> cycle = shortest(client);
        if (cycle.isPresent()) {
          cycle.get().forEach(step -> told.add(step.client));
          cycles.add(deadlock(cycle.get()));
        }
      }
    }
    return cycles;
  }

  /** From a client back to it, through two locks at least. */
  private Optional<List<Step>> shortest(String start) {
    Queue<Step> next = new ArrayDeque<>();
    Set<List<String>> seen = new HashSet<>();
    Map<List<String>, Integer> ways = new HashMap<>();
    next.add(new Step(start, "", null, null));
    for (Step from = next.poll(); from != null; from = next.poll()) {
      for (Step step : from(from, ways)) {
        if (!step.client.equals(start)) {
          if (seen.add(List.of(step.client, step.lock, step.place()))) {
            next.add(step);
          }
        } else if (step.lock.isEmpty()) {
          List<Step> round = steps(step);
          if (isCircle(round)) {
            return Optional.of(round);
          }
        }
      }
    }
    return Optional.empty();
  }

  private List<Step> from(Step before, Map<List<String>, Integer> ways) {
    List<Step> steps = new ArrayList<>();
    for (Edge edge : edges.getOrDefault(before.client, List.of())) {
      String name = edge.line.name();
      String lock = before.before == null || before.lock.equals(name) ? name : "";
      boolean goesOn = before.place().isEmpty() || before.place().equals(edge.block.token());
      if (goesOn
          && (!edge.block.held()
              || ways.merge(List.of(name, lock), 1, Integer::sum) <= MOST_WAYS)) {
        edge.block
            .clients()
            .forEach(
                (client, token) -> {
                  if (!client.equals(before.client)) {
                    steps.add(new Step(client, lock, before, edge.line.told(edge.block, token)));
                  }
                });
      }
    }
    return steps;
  }

  private static List<Step> steps(Step last) {
    List<Step> steps = new ArrayList<>();
    for (Step step = last; step != null && step.by != null; step = step.before) {
      steps.add(step);
    }
    Collections.reverse(steps);
    return steps;
  }

  /**
   * Whether it goes on from its end as it begins, and comes by no client twice: there is a shorter
   * one then, without the start.
   */
  private static boolean isCircle(List<Step> steps) {
    String place = steps.get(steps.size() - 1).place();
    Deadlock.Wait first = steps.get(0).by;
    if (!place.isEmpty() && first != null && !place.equals(first.waiter())) {
      return false;
    }
    Set<String> clients = new HashSet<>();
    return steps.stream().allMatch(step -> clients.add(step.client));
  }

  private static Deadlock deadlock(List<Step> steps) {
    List<Deadlock.Wait> waits = new ArrayList<>();
    steps.forEach(step -> Optional.ofNullable(step.by).ifPresent(waits::add));
    Deadlock.Wait first =
        Collections.min(
            waits, Comparator.comparing(Deadlock.Wait::lock).thenComparing(Deadlock.Wait::waiter));
    Collections.rotate(waits, -waits.indexOf(first));
    return new Deadlock(waits);
  }
}
