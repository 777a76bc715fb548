package dev.baton.benchmarks.server;

import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisMonitor;
import redis.clients.jedis.exceptions.JedisException;

/** Listens to MONITOR, which says of each command whether a script called it. */
public final class CommandMonitor implements AutoCloseable {
  /** Stands where the address of a client would. */
  private static final String BY_SCRIPT = " lua] ";

  private final Jedis connection;
  private final Thread reader;
  private final Map<String, long[]> counts = new TreeMap<>();

  private volatile boolean closing;

  private CommandMonitor(String uri) {
    this.connection = new Jedis(URI.create(uri), 0);
    this.reader = new Thread(this::listen, "monitor");
    reader.setDaemon(true);
  }

  static CommandMonitor start(String uri) {
    CommandMonitor monitor = new CommandMonitor(uri);
    monitor.reader.start();
    return monitor;
  }

  private void listen() {
    try {
      connection.monitor(
          new JedisMonitor() {
            @Override
            public void onCommand(String line) {
              count(line);
            }
          });
    } catch (JedisException e) {
      if (!closing) {
        throw e;
      }
    }
  }

  private void count(String line) {
    int name = line.indexOf("] \"");
    if (name > 0) {
      int end = line.indexOf('"', name + 3);
      long[] count =
          counts.computeIfAbsent(
              line.substring(name + 3, end).toLowerCase(Locale.ROOT), any -> new long[2]);
      count[line.startsWith(BY_SCRIPT, name - 4) ? 1 : 0]++;
    }
  }

  public ClientShares shares() throws InterruptedException {
    close();
    reader.join();
    Map<String, Double> parts = new TreeMap<>();
    counts.forEach((name, c) -> parts.put(name, (double) c[0] / (c[0] + c[1])));
    return new ClientShares(parts);
  }

  @Override
  public void close() {
    closing = true;
    connection.disconnect();
  }
}
