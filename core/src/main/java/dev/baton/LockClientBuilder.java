package dev.baton;

import dev.baton.internal.protocol.Limits;
import dev.baton.internal.quorum.QuorumClient;
import dev.baton.internal.runtime.Engine;
import dev.baton.spi.Connector;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** Settings of a {@link LockClient}. */
public final class LockClientBuilder {
  private final List<Connector> connectors;
  private LockOptions defaults = LockOptions.defaults();
  private Duration fenceRetention = Duration.ofMinutes(10);
  private String application = "java";

  LockClientBuilder(Connector connector) {
    this(List.of(Objects.requireNonNull(connector, "connector")));
  }

  private LockClientBuilder(List<Connector> connectors) {
    this.connectors = connectors;
  }

  static LockClientBuilder ofQuorum(List<Connector> connectors) {
    if (connectors.size() < 2 || connectors.size() > 7) {
      throw new IllegalArgumentException(
          "a quorum has 2 to 7 servers, not "
              + connectors.size()
              + "; for one server there is LockClient.builder");
    }
    return new LockClientBuilder(List.copyOf(connectors));
  }

  /**
   * Sets the options of locks that are named without any.
   *
   * @param options how they are held
   * @return this
   */
  public LockClientBuilder defaultOptions(LockOptions options) {
    this.defaults = Objects.requireNonNull(options, "options");
    return this;
  }

  /**
   * Names the application in owner tokens, so that an operator who looks at a key sees who holds
   * it.
   *
   * @param name at most 64 letters, digits, dots, dashes and underscores; by default {@code java}
   * @return this
   * @throws IllegalArgumentException if the name has other characters or is too long
   */
  public LockClientBuilder application(String name) {
    if (!name.matches("[A-Za-z0-9._-]{1,64}")) {
      throw new IllegalArgumentException(
          "application: 1 to 64 letters, digits, dots, dashes and underscores, not \""
              + name
              + "\"");
    }
    this.application = name;
    return this;
  }

  /**
   * Sets how long Redis remembers the last fencing token of a lock that nobody uses, at least; at
   * most an eighth longer. Afterwards tokens go on from the server's clock, so they rise all the
   * same unless that clock is set back.
   *
   * @param retention from 1 ms to 365 days; 10 minutes by default
   * @return this
   * @throws IllegalArgumentException if the retention is out of bounds
   */
  public LockClientBuilder fenceRetention(Duration retention) {
    this.fenceRetention = Limits.positive("fenceRetention", retention);
    return this;
  }

  /**
   * Connects. Blocking.
   *
   * @return the open client
   * @throws BackendException if the server, or a majority of several, cannot be reached or refuses
   */
  public LockClient build() {
    return connectors.size() == 1
        ? Engine.open(connectors.get(0), defaults, application, fenceRetention)
        : QuorumClient.open(connectors, defaults, application, fenceRetention);
  }
}
