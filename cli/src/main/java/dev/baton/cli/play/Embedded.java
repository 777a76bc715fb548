package dev.baton.cli.play;

import dev.baton.cli.base.ExitCode;
import dev.baton.cli.base.Failure;
import dev.baton.testing.server.RedisServer;
import dev.baton.testing.server.RedisServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Objects;

/** The server that this command brings along. */
public final class Embedded {
  private Embedded() {}

  /**
   * Starts it.
   *
   * @param port 0 for a free one
   */
  public static RedisServer start(int port) {
    RedisServerBuilder builder = RedisServer.builder();
    if (port != 0) {
      requireFree(port);
      builder.port(port);
    }
    try {
      return builder.start();
    } catch (IllegalStateException | UncheckedIOException e) {
      String reason = Objects.requireNonNullElse(e.getMessage(), "redis-server does not start");
      throw new Failure(
          ExitCode.UNAVAILABLE,
          reason.lines().findFirst().orElse(reason)
              + "\nuse a server of your own with --url, or see more with BATON_DEBUG=1",
          e);
    }
  }

  private static void requireFree(int port) {
    try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      probe.setReuseAddress(true);
    } catch (IOException e) {
      throw new Failure(
          ExitCode.UNAVAILABLE,
          "port " + port + " is taken: choose another one, or leave out --port for a free one",
          e);
    }
  }
}
