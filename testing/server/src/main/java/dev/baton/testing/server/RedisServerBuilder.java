package dev.baton.testing.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Says how a {@link RedisServer} is to run, and starts it. */
public final class RedisServerBuilder {
  private final List<String> lines = new ArrayList<>();
  private final List<String> options = new ArrayList<>();
  private int port;
  private @Nullable String password;

  RedisServerBuilder() {}

  /**
   * Adds a line of {@code redis.conf}, after and so above the defaults ({@code save ""}, {@code
   * appendonly no}).
   *
   * @param name such as {@code maxmemory}
   * @param value such as {@code 10mb}, as it would stand in the file: in quotes where it needs them
   * @return this
   */
  public RedisServerBuilder config(String name, String value) {
    lines.add(Objects.requireNonNull(name, "name") + " " + Objects.requireNonNull(value, "value"));
    return this;
  }

  /**
   * Chooses the port; a free one otherwise.
   *
   * @param port from 1 to 65535
   * @return this
   */
  public RedisServerBuilder port(int port) {
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("no such port: " + port);
    }
    this.port = port;
    return this;
  }

  /** Makes it a Sentinel. */
  RedisServerBuilder sentinel() {
    options.add("--sentinel");
    return this;
  }

  /**
   * Lets nobody in without this password; none is wanted otherwise.
   *
   * @param password without blanks and quotes
   * @return this
   */
  public RedisServerBuilder password(String password) {
    this.password = Objects.requireNonNull(password, "password");
    return config("requirepass", password);
  }

  /**
   * Starts a server, and waits until it answers.
   *
   * @return the server, answering
   * @throws IllegalStateException if there is no redis-server, or it does not come up; says what it
   *     printed
   */
  public RedisServer start() {
    LocalServer local =
        LocalServer.start(RedisBinary.find(), port, List.copyOf(lines), List.copyOf(options));
    String user = password == null ? "" : ":" + URLEncoder.encode(password, UTF_8) + "@";
    return RedisServer.of(local, "redis://" + user + "127.0.0.1:" + local.port());
  }
}
