package dev.baton.testing.faults.harness;

import dev.baton.testing.server.RedisServer;
import dev.baton.testing.server.RespConnection;
import java.net.InetAddress;
import java.util.List;

/** A bare connection to the server, which tells the server's time. */
public final class Wire implements AutoCloseable {
  private final RespConnection connection;

  private Wire(RespConnection connection) {
    this.connection = connection;
  }

  /** Connects to a server of this machine. */
  public static Wire to(RedisServer server) {
    String here = InetAddress.getLoopbackAddress().getHostAddress();
    return new Wire(new RespConnection(here, server.port()));
  }

  /**
   * Sends a command.
   *
   * @return a String, a Long, a List, or null
   * @throws IllegalStateException if the server answers with an error
   */
  public Object send(String... words) {
    return connection.send(words);
  }

  /** Runs a command, and returns the server's time in microseconds at which it ran. */
  public long sendTimed(String... words) {
    send("MULTI");
    send("TIME");
    send(words);
    return micros((List<?>) ((List<?>) send("EXEC")).get(0));
  }

  /** The server's time in microseconds. */
  public long time() {
    return micros((List<?>) send("TIME"));
  }

  @Override
  public void close() {
    connection.close();
  }

  private static long micros(List<?> time) {
    return Long.parseLong((String) time.get(0)) * 1_000_000 + Long.parseLong((String) time.get(1));
  }
}
