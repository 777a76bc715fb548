package dev.baton.internal.runtime;

import dev.baton.BackendException;
import dev.baton.BackendException.Outcome;
import dev.baton.spi.BackendFault;
import dev.baton.spi.ConnectionFault;
import dev.baton.spi.ServerError;
import java.util.Map;

/** Turns what an adapter reports into what a caller can act on. */
final class Faults {
  private static final Map<String, String> ADVICE =
      Map.of(
          "NOAUTH", "give a password in the address: redis://:PASSWORD@host",
          "WRONGPASS", "check user and password in the address",
          "NOPERM", "the user lacks a right that Baton needs: see SECURITY.md",
          "OOM", "the server is out of memory: raise maxmemory or free some",
          "READONLY", "this is a replica: connect to the primary",
          "NOREPLICAS", "the server wants more replicas than are connected",
          "LOADING", "the server is loading its data: try again soon",
          "BUSY", "a script blocks the server: try again, or see SCRIPT KILL");

  private Faults() {}

  /** The connection could not be opened. */
  static BackendException connecting(String target, BackendFault fault) {
    BackendException refused = translate("", fault);
    return new BackendException(
        "", Outcome.NOT_DONE, "no connection to " + target + ": " + refused.getMessage(), fault);
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
    String advice = ADVICE.get(error.code());
    return new BackendException(
        lockName,
        Outcome.NOT_DONE,
        about(lockName)
            + "the server refused: "
            + error.message()
            + (advice == null ? "" : " (" + advice + ")"),
        fault);
  }

  private static String about(String lockName) {
    return lockName.isEmpty() ? "" : "lock \"" + lockName + "\": ";
  }
}
