package dev.baton.jedis.internal;

import dev.baton.spi.BackendFault;
import dev.baton.spi.Command;
import dev.baton.spi.ConnectionFault;
import dev.baton.spi.ServerError;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Says what became of a command, and with which server. */
public record JedisFaults(Source source, Duration commandTimeout) {
  public int timeoutMillis() {
    return Math.toIntExact(commandTimeout.toMillis());
  }

  /** Until when a command that begins now may stay without an answer. */
  public long deadline() {
    return System.nanoTime() + commandTimeout.toNanos();
  }

  /**
   * The time that a command must have left to be sent: unanswered in so short a time it would cost
   * the connection, of a server that may be only slow.
   */
  public long leastNanos() {
    return commandTimeout.toNanos() / 20;
  }

  /** No connection. */
  public static ConnectionFault unreachable(String target, Throwable cause) {
    return ConnectionFault.unreachable(target, isTimeout(cause), cause);
  }

  /** No new connection, in place of one that was lost or for messages. */
  public ConnectionFault notConnected(Throwable cause) {
    return cause instanceof ConnectionFault fault
        ? new ConnectionFault(text(fault), false, fault.getCause())
        : new ConnectionFault(
            source.target() + " refused a new connection: " + text(cause), false, cause);
  }

  /** Sent, or at least begun, and the connection failed or stayed silent. */
  public ConnectionFault unanswered(Command command, Throwable cause) {
    return isTimeout(cause)
        ? silent(command, cause)
        : new ConnectionFault(
            "the connection to "
                + source.target()
                + " broke before "
                + command
                + " was answered: "
                + reason(cause),
            true,
            cause);
  }

  /** Sent, and no answer in time. */
  public ConnectionFault silent(Command command, @Nullable Throwable cause) {
    return new ConnectionFault(
        source.target() + " did not answer " + command + " within " + seconds(), true, cause);
  }

  /** Not sent, because others took all the time that the command had. */
  public ConnectionFault unsent(Command command) {
    return new ConnectionFault(
        command
            + " was not sent within "
            + seconds()
            + ": "
            + source.target()
            + " was unreachable or slow to answer other commands",
        false,
        null);
  }

  /** Unsubscribed while its subscriber still waited. */
  public ConnectionFault givenUp() {
    return new ConnectionFault(
        "a subscription at " + source.target() + " was given up before it was confirmed",
        true,
        null);
  }

  /** The adapter is closed. */
  public ConnectionFault closed(boolean mayHaveRun) {
    return new ConnectionFault(
        "the connection to " + source.target() + " has been closed", mayHaveRun, null);
  }

  private String seconds() {
    return commandTimeout.toMillis() / 1e3 + " s";
  }

  /**
   * The fault with this thread's stack, that of the thread that noticed it tells a caller nothing.
   */
  public static BackendFault here(BackendFault fault) {
    fault.fillInStackTrace();
    return fault;
  }

  /** An exception's message. */
  public static String text(Throwable thrown) {
    return thrown.getMessage() == null ? thrown.getClass().getSimpleName() : thrown.getMessage();
  }

  /** Whether an error reply says that the server is a replica: no longer the one to talk to. */
  public static boolean isReadOnly(Throwable error) {
    return new ServerError(text(error)).isOfAReplica();
  }

  public static boolean isTimeout(Throwable cause) {
    return root(cause) instanceof SocketTimeoutException;
  }

  private static String reason(Throwable cause) {
    Throwable root = root(cause);
    return root instanceof UnknownHostException ? "unknown host" : text(root);
  }

  private static Throwable root(Throwable thrown) {
    return chain(thrown).reduce((outer, inner) -> inner).orElse(thrown);
  }

  private static Stream<Throwable> chain(Throwable thrown) {
    return Stream.<@Nullable Throwable>iterate(thrown, Objects::nonNull, JedisFaults::below);
  }

  private static @Nullable Throwable below(Throwable thrown) {
    // Jedis hides what the single addresses of a host answered among the suppressed ones
    return thrown.getSuppressed().length > 0 ? thrown.getSuppressed()[0] : thrown.getCause();
  }
}
