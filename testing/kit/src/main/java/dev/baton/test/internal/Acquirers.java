package dev.baton.test.internal;

import static java.util.stream.Collectors.joining;

import dev.baton.LocalLock;
import dev.baton.LockListener;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Which threads asked for what is held. */
public final class Acquirers implements LockListener {
  private final Map<Long, Acquirer> acquirers = new ConcurrentHashMap<>();

  private record Acquirer(String lockName, String thread, boolean holds) {}

  @Override
  public void began(Began acquisition) {
    String thread = Thread.currentThread().getName();
    acquirers.put(acquisition.id(), new Acquirer(acquisition.lockName(), thread, false));
  }

  @Override
  public void acquired(Acquired acquisition) {
    acquirers.computeIfPresent(
        acquisition.id(), (id, asked) -> new Acquirer(asked.lockName, asked.thread, true));
  }

  @Override
  public void notAcquired(NotAcquired acquisition) {
    acquirers.remove(acquisition.id());
  }

  @Override
  public void released(Released release) {
    acquirers.remove(release.id());
  }

  @Override
  public void lost(Lost loss) {
    acquirers.remove(loss.id());
  }

  /**
   * In words, for instance {@code "order:42", for 312 ms, acquired by thread main}.
   *
   * @param held a lock that somebody has
   */
  public String describe(LocalLock held) {
    String time = held.heldFor().map(since -> ", for " + since.toMillis() + " ms").orElse("");
    return "\""
        + held.lockName()
        + "\""
        + time
        + acquirers.values().stream()
            .filter(asked -> asked.holds && asked.lockName.equals(held.lockName()))
            .map(Acquirer::thread)
            .sorted()
            .collect(joining(" and ", ", acquired by thread ", ""));
  }
}
