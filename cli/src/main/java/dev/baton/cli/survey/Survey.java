package dev.baton.cli.survey;

import dev.baton.Deadlock;
import dev.baton.LockClient;
import dev.baton.LockState;
import dev.baton.cli.base.Deadlocks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Goes through all locks, once for all who ask and at most a tenth of the time, while there is
 * somebody who asks. It keeps the first rows of each question and forgets the questions that nobody
 * asks any more.
 */
public final class Survey implements AutoCloseable {
  private static final Duration LEAST_REST = Duration.ofSeconds(1);
  private static final Duration CREDIT = Duration.ofSeconds(20);

  /** Longer than a browser lets the timers of a page in the background sleep at first. */
  private static final Duration MEMORY = Duration.ofSeconds(5);

  private static final int MOST_QUESTIONS = 8;

  /** Of so many locks that somebody waits for it is looked whether they are part of a deadlock. */
  private static final int MOST_LOOKED_AT = 1_000;

  private final Map<Question, View> views = new ConcurrentHashMap<>();
  private final LockClient client;
  private final String names;
  private final int inspected;
  private final Reach reach;
  private final Rounds rounds;
  private long number;

  /** The circles of the last survey: one is told if it is there in two. */
  private Set<List<String>> suspected = Set.of();

  /** What a page sees. */
  private static final class View {
    volatile long asked = System.nanoTime();
    volatile @Nullable Snapshot snapshot;
  }

  /**
   * Begins; nothing is done until somebody asks.
   *
   * @param client asked for locks
   * @param names which locks there are, as {@link LockClient#find} takes it
   * @param inspected of how many rows of an answer to look at the waiters too
   * @param reach told whether Redis answers
   */
  public Survey(LockClient client, String names, int inspected, Reach reach) {
    this.client = client;
    this.names = names;
    this.inspected = inspected;
    this.reach = reach;
    this.rounds = new Rounds("baton-survey", LEAST_REST, CREDIT, this::round);
  }

  /** The newest answer; empty if there is none yet: one is on its way. */
  public Optional<Snapshot> ask(Question question) {
    View view = views.get(question);
    if (view == null) {
      makeRoom();
      view = views.computeIfAbsent(question, asked -> new View());
      rounds.hurry();
    }
    view.asked = System.nanoTime();
    return Optional.ofNullable(view.snapshot);
  }

  /** Looks again soon, since something was done to a lock. */
  public void hurry() {
    rounds.hurry();
  }

  private void makeRoom() {
    while (views.size() >= MOST_QUESTIONS) {
      views.entrySet().stream()
          .min(Comparator.comparingLong(entry -> entry.getValue().asked - System.nanoTime()))
          .ifPresent(oldest -> views.remove(oldest.getKey()));
    }
  }

  /** One round; whether the server answered. */
  private boolean round() {
    long now = System.nanoTime();
    views.values().removeIf(view -> now - view.asked > MEMORY.toNanos());
    if (views.isEmpty()) {
      return true;
    }
    try {
      look(Map.copyOf(views));
      reach.fine();
      return true;
    } catch (RuntimeException e) { // whatever it is, the next round may fare better
      reach.lost(e);
      return false;
    }
  }

  private void look(Map<Question, View> asked) {
    long began = System.nanoTime();
    Map<Question, Shortlist> lists = new HashMap<>();
    asked.keySet().forEach(question -> lists.put(question, new Shortlist(question)));
    List<Question> texts = new ArrayList<>();
    for (Question question : asked.keySet()) {
      if (question.isPattern()) {
        Shortlist list = list(lists, question);
        try (Stream<LockState> found = client.find(question.search())) {
          found.forEach(list::add);
        }
      } else {
        texts.add(question);
      }
    }
    Shortlist all = new Shortlist(new Question("", Order.NAME, false));
    Set<String> waitedFor = new HashSet<>();
    try (Stream<LockState> found = client.find(names)) {
      found.forEach(
          lock -> {
            all.add(lock);
            if (lock.waiting() > 0 && waitedFor.size() < MOST_LOOKED_AT) {
              waitedFor.add(lock.name());
            }
            texts.stream()
                .filter(question -> question.matches(lock))
                .forEach(question -> list(lists, question).add(lock));
          });
    }
    List<Deadlock> deadlocks = deadlocks(waitedFor);
    long ended = System.nanoTime();
    number++;
    asked.forEach(
        (question, view) -> {
          Shortlist list = list(lists, question);
          view.snapshot =
              new Snapshot(
                  number,
                  inspected(list.rows()),
                  list.found(),
                  all.found(),
                  all.waiting(),
                  deadlocks,
                  ended,
                  ended - began);
        });
  }

  /** Those that were there in the survey before, which is a second ago at least. */
  private List<Deadlock> deadlocks(Set<String> waitedFor) {
    try {
      List<Deadlock> found = client.deadlocks(waitedFor, Duration.ZERO);
      Set<List<String>> before = suspected;
      suspected = found.stream().map(Deadlocks::identity).collect(Collectors.toSet());
      return found.stream()
          .filter(deadlock -> before.contains(Deadlocks.identity(deadlock)))
          .toList();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
      return List.of();
    }
  }

  /** Looks at the queues of the first rows: who waits is not found, only how many. */
  private List<LockState> inspected(List<LockState> rows) {
    for (int i = 0; i < Math.min(inspected, rows.size()); i++) {
      if (rows.get(i).waiting() > 0) {
        rows.set(i, client.lock(rows.get(i).name()).inspect());
      }
    }
    return rows;
  }

  private static Shortlist list(Map<Question, Shortlist> lists, Question question) {
    return lists.computeIfAbsent(question, Shortlist::new);
  }

  @Override
  public void close() {
    rounds.close();
  }
}
