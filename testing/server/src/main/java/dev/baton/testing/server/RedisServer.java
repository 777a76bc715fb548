package dev.baton.testing.server;

import java.net.URI;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A real redis-server on 127.0.0.1, ended and deleted by {@link #close()} and also when this JVM
 * ends, even by {@code kill -9}.
 *
 * <p>It keeps nothing on disk unless {@linkplain #builder() configured} to. Its methods block until
 * what they say is so. Not for use by several threads at once, {@code close} apart.
 */
public final class RedisServer implements AutoCloseable {
  private final String uri;
  private final int port;
  private final @Nullable LocalServer local;

  private RedisServer(String uri, int port, @Nullable LocalServer local) {
    this.uri = uri;
    this.port = port;
    this.local = local;
  }

  /**
   * Starts a server on a free port.
   *
   * @return the server, answering
   * @throws IllegalStateException if there is no redis-server, or it does not come up; says what it
   *     printed
   */
  public static RedisServer start() {
    return builder().start();
  }

  /**
   * Starts a server with a port, a password or configuration of your choice.
   *
   * @return a builder that starts servers
   */
  public static RedisServerBuilder builder() {
    return new RedisServerBuilder();
  }

  /**
   * The one server that all tests of this JVM share: the one that {@code -Dredis.url} names, run by
   * someone else, or one started at the first call. It lives until the JVM ends: closing it does
   * nothing.
   *
   * @return the shared server
   */
  public static RedisServer shared() {
    return Shared.SERVER;
  }

  static RedisServer of(LocalServer local, String uri) {
    return new RedisServer(uri, local.port(), local);
  }

  /** A server that someone else runs. */
  static RedisServer foreign(String url) {
    int port = URI.create(url).getPort();
    return new RedisServer(url, port < 0 ? 6379 : port, null);
  }

  /**
   * Where clients connect to.
   *
   * @return such as {@code redis://127.0.0.1:PORT}, with the password if there is one
   */
  public String uri() {
    return uri;
  }

  /**
   * The same, for clients that give a server 20 seconds to answer, in place of the 2 that are
   * theirs: long enough for a busy machine, and well within a lease. Tests connect by it, but for
   * those of servers that do not answer.
   *
   * @return such as {@code redis://127.0.0.1:PORT?timeout=20s}
   */
  public String patientUri() {
    return uri + (uri.contains("?") ? "&" : "?") + "timeout=20s";
  }

  /**
   * The port, the same after a restart.
   *
   * @return below 55536 unless the caller chose it, so that the cluster's bus port exists too
   */
  public int port() {
    return port;
  }

  /**
   * Which program runs, and why this one.
   *
   * @return the program
   * @throws UnsupportedOperationException if {@code -Dredis.url} names the server
   */
  public RedisBinary binary() {
    return local("binary").binary();
  }

  /**
   * The server's process id; another one after a restart.
   *
   * @return the id of the current or latest process
   * @throws UnsupportedOperationException if {@code -Dredis.url} names the server
   */
  public long pid() {
    return local("pid").pid();
  }

  /**
   * Ends the server in order; its folder stays for {@link #restart()}. Does nothing if it is down.
   *
   * @throws UnsupportedOperationException if {@code -Dredis.url} names the server
   */
  public void stop() {
    local("stop").stop();
  }

  /**
   * Ends the server at once, as a crash would ({@code kill -9}); its folder stays for {@link
   * #restart()}. Does nothing if it is down.
   *
   * @throws UnsupportedOperationException if {@code -Dredis.url} names the server
   */
  public void kill() {
    local("kill").kill();
  }

  /**
   * Stops the server if it runs, and starts it again on the same port and folder. What was in
   * memory is gone unless the server was configured to keep it.
   *
   * @throws IllegalStateException if it does not come up; says what it printed
   * @throws UnsupportedOperationException if {@code -Dredis.url} names the server
   */
  public void restart() {
    local("restart").restart();
  }

  /**
   * Freezes the server ({@code SIGSTOP}): connections stay open and nothing answers.
   *
   * @throws IllegalStateException if it is down
   * @throws UnsupportedOperationException if {@code -Dredis.url} names the server
   */
  public void pause() {
    local("pause").pause();
  }

  /**
   * Lets a {@linkplain #pause() frozen} server go on; does nothing if it is not frozen, or down.
   *
   * @throws UnsupportedOperationException if {@code -Dredis.url} names the server
   */
  public void resume() {
    local("resume").resume();
  }

  /** Ends the server at once and deletes its folder; nothing happens for a shared server. */
  @Override
  public void close() {
    if (local != null && this != Shared.SERVER) {
      local.close();
    }
  }

  private LocalServer local(String what) {
    if (local == null) {
      throw new UnsupportedOperationException(
          what + ": the server at -Dredis.url is run by someone else");
    }
    return local;
  }

  private static final class Shared {
    static final RedisServer SERVER = fromProperties();

    private static RedisServer fromProperties() {
      String url = Objects.requireNonNullElse(System.getProperty("redis.url"), "");
      return url.isEmpty() ? start() : foreign(url);
    }
  }
}
