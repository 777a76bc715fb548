package dev.baton.testing.faults.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.ElectionOptions;
import dev.baton.LockClient;
import dev.baton.LockException;
import dev.baton.LockOptions;
import dev.baton.testing.faults.worker.Holding.Habit;
import dev.baton.testing.history.Journal;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.logging.LogManager;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The process: {@code NAME ADAPTER URI FOLDER THREADS}. It reads commands, one a line, and ends
 * with its input.
 */
public final class WorkerMain {
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);
  private static final Set<String> THREADS_OF_THE_JDK =
      Set.of("CompletableFutureDelayScheduler", "Attach Listener");

  /** The JDK's, and Reactor's parallel scheduler, by which Lettuce times its talks to Sentinels. */
  private static final Pattern POOLS_OF_THE_PROCESS =
      Pattern.compile("ForkJoinPool\\.commonPool|parallel-\\d");

  private final String name;
  private final Path folder;
  private final LockClient client;
  private final Slot[] slots;
  private final Journal journal;
  private final List<Loop> loops = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final List<Holding> holdings = new ArrayList<>();

  private WorkerMain(String name, Path folder, LockClient client, Slot[] slots, Journal journal) {
    this.name = name;
    this.folder = folder;
    this.client = client;
    this.slots = slots;
    this.journal = journal;
  }

  public static void main(String[] arguments) throws Exception {
    LogManager.getLogManager().reset(); // adapters tell of each lost connection
    Set<String> before = threadNames();
    Path folder = Path.of(arguments[3]);
    String name = arguments[0];
    Slot[] slots = Slot.ofThreads(folder.resolve(name + ".slots"), Integer.parseInt(arguments[4]));
    BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    LockClient client = connect(Adapter.valueOf(arguments[1]), arguments[2], name);
    try (Journal journal = new Journal(folder.resolve(name + ".journal"))) {
      WorkerMain worker = new WorkerMain(name, folder, client, slots, journal);
      System.out.println("ready");
      String line;
      while ((line = commands.readLine()) != null && !line.equals("stop")) {
        worker.obey(line.split(" "));
      }
      client.close();
      worker.rest();
    }
    System.out.println("stopped " + String.join(",", threadsLeft(before)));
  }

  /** The server may be down just now. */
  private static LockClient connect(Adapter adapter, String uri, String name) {
    long begin = System.nanoTime();
    while (true) {
      try {
        return adapter.connect(uri, name);
      } catch (LockException e) {
        if (System.nanoTime() - begin > PATIENCE) {
          throw e;
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
      }
    }
  }

  private void obey(String[] word) throws InterruptedException {
    switch (word[0]) {
      case "loop" -> loop(Long.parseLong(word[1]), Use.valueOf(word[2]), locks(word));
      case "rest" -> {
        rest();
        System.out.println("resting");
      }
      case "acquire" -> hold(word[1], Long.parseLong(word[2]), Habit.REST);
      case "ask" -> hold(word[1], Long.parseLong(word[2]), Habit.ASK);
      case "scribble" -> hold(word[1], Long.parseLong(word[2]), Habit.WRITE);
      case "end" -> holdings.forEach(Holding::end);
      case "lead" -> lead(word[1], Long.parseLong(word[2]));
      case "transfer" -> transfer(Integer.parseInt(word[1]), Long.parseLong(word[2]));
      case "crowd" ->
          new Crowd(client, journal)
              .join(Integer.parseInt(word[1]), () -> System.out.println("served"));
      default -> throw new IllegalArgumentException(word[0]);
    }
  }

  private static List<WantedLock> locks(String... word) {
    return Arrays.stream(word).skip(3).map(WantedLock::valueOf).toList();
  }

  private void loop(long seed, Use use, List<WantedLock> locks) {
    for (int i = 0; i * Slot.OF_A_THREAD < slots.length; i++) {
      List<Slot> own = List.of(slots).subList(i * Slot.OF_A_THREAD, (i + 1) * Slot.OF_A_THREAD);
      Loop loop = new Loop(use.user(new Desk(client, name, own, journal, locks)), seed + i);
      loops.add(loop);
      start(loop);
    }
  }

  private void hold(String lock, long leaseMillis, Habit habit) {
    LockOptions options =
        LockOptions.defaults()
            .leaseDuration(Duration.ofMillis(leaseMillis))
            .autoRenew(habit == Habit.REST);
    Holding holding = new Holding(client.lock(lock, options), habit);
    holdings.add(holding);
    start(holding);
  }

  /** Until its client is closed. */
  private void lead(String election, long leaseMillis) {
    ElectionOptions options =
        ElectionOptions.candidate(name).leaseDuration(Duration.ofMillis(leaseMillis));
    var unused = client.elect(election, options, new Leading());
  }

  /** So many times in each of two threads. */
  private void transfer(int count, long seed) {
    for (int i = 0; i < 2; i++) {
      start(new Transfers(client, folder.resolve("accounts"), count, seed + i));
    }
  }

  private void start(Runnable work) {
    Thread thread = new Thread(work, "user");
    thread.setDaemon(true);
    thread.start();
    threads.add(thread);
  }

  private void rest() throws InterruptedException {
    loops.forEach(Loop::rest);
    for (Thread thread : threads) {
      thread.join();
    }
    loops.clear();
    threads.clear();
  }

  private static Set<String> threadNames() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> threadsLeft(Set<String> before) {
    before.addAll(THREADS_OF_THE_JDK);
    Set<String> left = new TreeSet<>();
    BooleanSupplier gone =
        () -> {
          left.clear();
          left.addAll(threadNames());
          left.removeAll(before);
          left.removeIf(thread -> POOLS_OF_THE_PROCESS.matcher(thread).lookingAt());
          return left.isEmpty();
        };
    long begin = System.nanoTime();
    while (!gone.getAsBoolean() && System.nanoTime() - begin < PATIENCE / 3) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
    return left;
  }
}
