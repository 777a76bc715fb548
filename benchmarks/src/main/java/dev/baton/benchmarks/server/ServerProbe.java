package dev.baton.benchmarks.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Response;

/** A connection that asks the server about itself. */
public final class ServerProbe implements AutoCloseable {
  private final String uri;
  private final Jedis jedis;

  /** Connects. */
  public ServerProbe(String uri) {
    this.uri = uri;
    this.jedis = new Jedis(uri);
  }

  /** Counters as they stand. */
  public ServerFigures figures() {
    Map<String, Long> calls = new TreeMap<>();
    Map<String, Long> micros = new TreeMap<>();
    for (String line : jedis.info("commandstats").lines().toList()) {
      if (line.startsWith("cmdstat_")) {
        String name = line.substring("cmdstat_".length(), line.indexOf(':'));
        calls.put(name, field(line, "calls="));
        micros.put(name, field(line, "usec="));
      }
    }
    Map<String, String> cpu = fields("cpu");
    return new ServerFigures(
        calls, micros, seconds(cpu, "used_cpu_user") + seconds(cpu, "used_cpu_sys"));
  }

  private static long field(String line, String name) {
    int from = line.indexOf(name) + name.length();
    return Long.parseLong(line.substring(from, line.indexOf(',', from)));
  }

  /** The main thread's if the server tells it (6.2 and later), else the whole server's. */
  private static double seconds(Map<String, String> cpu, String name) {
    String all = cpu.getOrDefault(name, "0");
    return Double.parseDouble(cpu.getOrDefault(name + "_main_thread", all));
  }

  /** The fields of one section of INFO. */
  public Map<String, String> fields(String section) {
    Map<String, String> fields = new TreeMap<>();
    for (String line : jedis.info(section).lines().toList()) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        fields.put(line.substring(0, colon), line.substring(colon + 1));
      }
    }
    return fields;
  }

  /** Connections of clients, this one not counted. */
  public long connections() {
    return jedis.clientList().lines().filter(line -> !line.contains("cmd=client")).count();
  }

  /** How many stand in all of Baton's queues: its own answer to that names the first only. */
  public long waiting() {
    return jedis.keys("baton:queue:*").stream().mapToLong(jedis::zcard).sum();
  }

  /** How many leases of those who share a lock are not over. */
  public long sharers(String key) {
    List<String> time = jedis.time();
    long now =
        TimeUnit.SECONDS.toMillis(Long.parseLong(time.get(0)))
            + TimeUnit.MICROSECONDS.toMillis(Long.parseLong(time.get(1)));
    return jedis.zcount(
        key, (double) now, (double) (now + TimeUnit.DAYS.toMillis(365))); // fences are far beyond
  }

  /** The milliseconds that each key has left, in one round trip. */
  public List<Long> millisLeft(List<String> keys) {
    List<Response<Long>> replies = new ArrayList<>();
    try (Pipeline pipeline = jedis.pipelined()) {
      keys.forEach(key -> replies.add(pipeline.pttl(key)));
    }
    return replies.stream().map(Response::get).toList();
  }

  /** Starts to tell clients' commands from scripts'. */
  public CommandMonitor monitor() {
    return CommandMonitor.start(uri);
  }

  /** Removes all keys; the scripts stay. */
  public void flush() {
    jedis.flushAll();
  }

  @Override
  public void close() {
    jedis.close();
  }
}
