package dev.baton.testing.faults.harness;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/** What clients that are gone have left on a server. */
final class Leftovers {
  static final long LONGER_THAN_A_LEASE = TimeUnit.SECONDS.toNanos(20);

  /** Our own connection, and those of replicas and Sentinels. */
  private static final Pattern OTHERS = Pattern.compile(" cmd=client| flags=[SM] | name=sentinel-");

  private Leftovers() {}

  /** Looks until nothing is left, or for longer than any lease lasts. */
  static List<String> on(Wire wire) {
    long begin = System.nanoTime();
    List<String> left = look(wire);
    while (!left.isEmpty() && System.nanoTime() - begin < LONGER_THAN_A_LEASE) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      left = look(wire);
    }
    return left;
  }

  private static List<String> look(Wire wire) {
    List<String> left = new ArrayList<>();
    ((String) wire.send("CLIENT", "LIST"))
        .lines()
        .filter(line -> !OTHERS.matcher(line).find())
        .forEach(line -> left.add("connection " + line));
    for (Object found : (List<?>) wire.send("KEYS", "*")) {
      String key = (String) found;
      // queues and records of fences are kept for a while; a lock is not
      if (!key.startsWith("baton:") || (Long) wire.send("PTTL", key) == -1) {
        left.add("key " + key);
      }
    }
    return left;
  }
}
