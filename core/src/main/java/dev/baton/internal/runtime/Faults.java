package dev.baton.internal.runtime;

import static java.util.Map.entry;

import dev.baton.BackendException;
import dev.baton.BackendException.Outcome;
import dev.baton.spi.BackendFault;
import dev.baton.spi.ConnectionFault;
import dev.baton.spi.ServerError;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns what an adapter reports into what a caller can act on. */
final class Faults {
  private static final String MISSING_RIGHT =
      "the user lacks a right that Baton needs: see SECURITY.md; ACL LOG on the server names it";

  private static final String PART_OF_CLUSTER =
      "this server is part of a cluster: use redis-cluster:// in place of redis://, or a client"
          + " for clusters";
  private static final String MISSING_COMMAND =
      "this server, or a proxy in front of it, lacks a command that Baton needs:"
          + " docs/topologies.md says what for";

  private static final Map<String, String> ADVICE =
      Map.ofEntries(
          entry("NOAUTH", "give a password in the address: redis://:PASSWORD@host"),
          entry("WRONGPASS", "check user and password in the address"),
          entry("NOPERM", MISSING_RIGHT),
          entry("OOM", "the server is out of memory: raise maxmemory or free some"),
          entry("READONLY", "this is a replica: connect to the primary"),
          entry("MOVED", PART_OF_CLUSTER),
          entry("ASK", PART_OF_CLUSTER),
          entry("NOREPLICAS", "the server wants more replicas than are connected"),
          entry("LOADING", "the server is loading its data: try again soon"),
          entry("BUSY", "a script blocks the server: try again, or see SCRIPT KILL"));

  private Faults() {}

  /** The connection could not be opened. */
  static BackendException connecting(String target, BackendFault fault) {
    BackendException refused = translate("", fault);
    return new BackendException(
        "", Outcome.NOT_DONE, "no connection to " + target + ": " + refused.getMessage(), fault);
  }

  /** The calling thread is one that must not wait, so nothing was sent. */
  static BackendException mustNotWait(String lockName) {
    return new BackendException(
        lockName,
        Outcome.NOT_DONE,
        about(lockName)
            + "nothing was asked of the server, for this callback runs on the thread that brings the"
            + " answers: call acquireAsync(), renewAsync() or releaseAsync() here, or run the callback"
            + " on a thread of yours, as thenAcceptAsync(…, executor) does",
        null);
  }

  /** The calling thread is one that must not wait, so the release was sent and is on its own. */
  static BackendException releasedWithoutWaiting(String lockName) {
    return new BackendException(
        lockName,
        Outcome.UNKNOWN,
        about(lockName)
            + "its release was sent, but this callback runs on the thread that brings the answer, and"
            + " cannot wait for it: call releaseAsync() or close() here, or run the callback on a"
            + " thread of yours, as thenAcceptAsync(…, executor) does",
        null);
  }

  /** A command about a lock failed. */
  static BackendException translate(String lockName, BackendFault fault) {
    if (fault instanceof ConnectionFault connection) {
      return new BackendException(
          lockName,
          connection.mayHaveRun() ? Outcome.UNKNOWN : Outcome.NOT_DONE,
          about(lockName) + connection.getMessage(),
          fault);
    }
    ServerError error = (ServerError) fault;
    String advice = advice(error);
    return new BackendException(
        lockName,
        Outcome.NOT_DONE,
        about(lockName)
            + "the server refused: "
            + error.message()
            + (advice == null ? "" : " (" + advice + ")"),
        fault);
  }

  private static @Nullable String advice(ServerError error) {
    String message = error.message().toLowerCase(Locale.ROOT);
    if (message.contains("unknown command") || message.contains("unknown redis command")) {
      return MISSING_COMMAND; // for which the code is ERR, as for much else
    }
    // How a command of a script is refused, and there is no code for it: up to 7.0, and since 7.2.
    return message.contains("executing the script can't")
            || message.contains("acl failure in script")
        ? MISSING_RIGHT
        : ADVICE.get(error.code());
  }

  private static String about(String lockName) {
    return lockName.isEmpty() ? "" : "lock \"" + lockName + "\": ";
  }
}
