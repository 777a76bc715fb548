package dev.baton;

import static java.util.stream.Collectors.joining;

import dev.baton.internal.deferred.DeferredClient;
import dev.baton.internal.protocol.Limits;
import dev.baton.internal.quorum.QuorumClient;
import dev.baton.internal.runtime.Engine;
import dev.baton.internal.settings.ClientSettings;
import dev.baton.spi.Connector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Settings of a {@link LockClient}. */
public final class LockClientBuilder {
  private final List<Connector> connectors;
  private LockOptions defaults = LockOptions.defaults();
  private Duration fenceRetention = Duration.ofMinutes(10);
  private String application = "java";
  private @Nullable String prefix;
  private @Nullable Duration patienceAtExit;
  private boolean inBackground;
  private final List<LockListener> listeners = new ArrayList<>();

  LockClientBuilder(Connector connector) {
    this(List.of(Objects.requireNonNull(connector, "connector")));
  }

  private LockClientBuilder(List<Connector> connectors) {
    this.connectors = connectors;
    connectors.forEach(connector -> Limits.prefix(connector.prefix()));
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
   * Puts a text in front of all keys and channels of this client: a user of the server who may use
   * {@code ~team1:*} and {@code &team1:*} needs no others. Names that callers give and see are
   * without it, and {@link LockClient#find} looks below it only. All who share a lock must have the
   * same prefix, since its queue and its fencing tokens stand behind that too. An address can have
   * it as a parameter, {@code ?prefix=team1:}.
   *
   * @param prefix at most 128 letters, digits and signs of {@code : . _ - / | @ ~ + =}; by default
   *     that of the address, or empty: none
   * @return this
   * @throws IllegalArgumentException if the prefix has other characters or is too long
   */
  public LockClientBuilder prefix(String prefix) {
    this.prefix = Limits.prefix(prefix);
    return this;
  }

  /**
   * Has somebody told of what becomes of the client's locks, beside those who are already. The
   * JDK's Flight Recorder has it as well, in events that begin with {@code dev.baton}.
   *
   * @param listener called by many threads, which it must not keep
   * @return this
   */
  public LockClientBuilder listener(LockListener listener) {
    this.listeners.add(Objects.requireNonNull(listener, "listener"));
    return this;
  }

  /**
   * Has the client closed when the JVM ends without anybody having done so, for instance on
   * SIGTERM: its locks are then free at once, and not only after a lease. A shutdown hook does
   * that. Since all hooks run at once, and others may still work under locks or close what does, it
   * waits until this client has no more leases that it renews, or no thread is left that the JVM
   * would wait for, or the given time is over. What still works after that does so without the
   * lock: its lease is lost with {@link LossReason#CLIENT_CLOSED}, and only its fencing token keeps
   * it from doing harm. So choose a time in which the work ends. A JVM that is killed or halts has
   * no hooks; there the locks end with their leases. {@link LockClient#close()} takes the hook out
   * again; until then it keeps the client from being forgotten.
   *
   * @param patience zero or more; no longer than whoever ends the process gives it, such as 10 s of
   *     {@code docker stop}
   * @return this
   * @throws IllegalArgumentException if the time is negative, or more than 365 days
   */
  public LockClientBuilder releaseAtExit(Duration patience) {
    this.patienceAtExit = patience.isZero() ? patience : Limits.positive("patience", patience);
    return this;
  }

  /**
   * Has {@link #build} return at once, whether or not the server is there: an application can start
   * while Redis is down. The client connects on a thread of its own, and tries again after 50 ms,
   * later every second, until it is connected or closed, whatever the reason: a wrong password can
   * be put right in the meantime. Until then every call that needs the server throws a {@link
   * BackendException} with the outcome {@link BackendException.Outcome#NOT_DONE} and the last
   * reason, without waiting; {@link DistributedLock#acquireAsync()} completes with it. Locks named
   * before are locks like any other from then on. One line in the log says when the first try
   * failed, and one when there is a connection.
   *
   * <p>By default {@link #build} throws instead, so that a wrong address is found where it was
   * written.
   *
   * @return this
   */
  public LockClientBuilder connectInBackground() {
    this.inBackground = true;
    return this;
  }

  /**
   * Connects. Blocking, unless it is to {@linkplain #connectInBackground connect in the
   * background}.
   *
   * @return the open client
   * @throws IllegalArgumentException if the address has another {@linkplain #prefix prefix} than
   *     was set here, or the addresses of a quorum have not all the same
   * @throws IllegalStateException if the client is to be closed {@linkplain #releaseAtExit at
   *     exit}, and the JVM is ending
   * @throws BackendException if the server, or a majority of several, cannot be reached or refuses
   */
  public LockClient build() {
    ClientSettings settings =
        new ClientSettings(defaults, application, fenceRetention, agreedPrefix(), listeners);
    List<Connector> to = connectors;
    Duration atExit = patienceAtExit;
    Supplier<LockClient> connect =
        to.size() == 1
            ? () -> one(to.get(0), settings, atExit)
            : () -> quorum(to, settings, atExit);
    if (!inBackground) {
      return connect.get();
    }
    String target = to.stream().map(Connector::target).collect(joining(", "));
    return DeferredClient.open(connect, target, settings.defaults());
  }

  private static LockClient one(
      Connector connector, ClientSettings settings, @Nullable Duration atExit) {
    Engine client = Engine.open(connector, settings);
    return planned(client, client::closeAtExit, atExit);
  }

  private static LockClient quorum(
      List<Connector> connectors, ClientSettings settings, @Nullable Duration atExit) {
    QuorumClient client = QuorumClient.open(connectors, settings);
    return planned(client, client::closeAtExit, atExit);
  }

  private static LockClient planned(
      LockClient client, Consumer<Duration> plan, @Nullable Duration atExit) {
    if (atExit != null) {
      try {
        plan.accept(atExit);
      } catch (IllegalStateException ending) {
        client.close();
        throw ending;
      }
    }
    return client;
  }

  /** A lock under another name than was meant would exclude nobody, so that nothing is guessed. */
  private String agreedPrefix() {
    String all = prefix == null ? connectors.get(0).prefix() : prefix;
    for (Connector connector : connectors) {
      String named = connector.prefix();
      if (!named.equals(all) && (prefix == null || !named.isEmpty())) {
        throw new IllegalArgumentException(
            "two prefixes: \"" + all + "\" and, in an address, \"" + named + "\"");
      }
    }
    return all;
  }
}
