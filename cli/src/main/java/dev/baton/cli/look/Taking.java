package dev.baton.cli.look;

import dev.baton.DistributedLock;
import java.util.List;

/** Takes a lock from those who hold it. */
public final class Taking {
  private Taking() {}

  /**
   * Releases a lock on behalf of each of its holders.
   *
   * @param lock the lock
   * @param tokens of those who are to lose it
   * @return those of them who had it until then
   */
  public static List<String> from(DistributedLock lock, List<String> tokens) {
    return tokens.stream().filter(lock::release).toList();
  }
}
