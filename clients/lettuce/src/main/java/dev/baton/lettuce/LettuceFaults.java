package dev.baton.lettuce;

import dev.baton.spi.BackendFault;
import dev.baton.spi.ConnectionFault;
import dev.baton.spi.ServerError;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What Lettuce's exceptions mean, in the words of the SPI. */
final class LettuceFaults {
  /** After so many refusals without a reason in a row, no reason is expected any more. */
  static final int MOST_UNEXPLAINED = 8;

  private static final String NO_SENTINEL =
      ": a server is there and no Sentinel; connect to it with redis:// or rediss://";

  private LettuceFaults() {}

  private static final String OF_SENTINEL =
      "; Sentinel gives the primary's address: if it has another from here, give the connector an"
          + " address map";

  /**
   * A connection was not opened.
   *
   * @param named whether the server's address is what Sentinels say
   */
  static BackendFault connecting(String target, boolean named, Throwable thrown) {
    ConnectionFault known = find(ConnectionFault.class, thrown);
    if (known != null) {
      return known;
    }
    ServerError refused = serverError(thrown);
    if (refused != null) {
      return refused.code().equals("ERR") && refused.message().contains("'SENTINEL'")
          ? new ServerError("ERR " + target + NO_SENTINEL)
          : refused;
    }
    boolean silent =
        find(RedisCommandTimeoutException.class, thrown) != null
            || find(TimeoutException.class, thrown) != null;
    ConnectionFault fault = ConnectionFault.unreachable(target, silent, thrown);
    return named ? new ConnectionFault(fault.getMessage() + OF_SENTINEL, false, thrown) : fault;
  }

  /**
   * Whether Lettuce lost the reason why a connection was not opened: when the server refuses one,
   * the news that it was closed can overtake the refusal. Tried again, the reason comes out.
   */
  static boolean saysNothing(Throwable thrown) {
    return serverError(thrown) == null
        && find(IOException.class, thrown) == null
        && find(RedisCommandTimeoutException.class, thrown) == null;
  }

  /** What the server said, or else what went wrong at last. */
  static String words(Throwable thrown) {
    ServerError refused = serverError(thrown);
    return refused != null ? refused.message() : message(thrown);
  }

  /** A subscription was not confirmed; of one connection that is refused it says nothing. */
  static BackendFault subscribing(String target, boolean named, Throwable thrown) {
    if (find(RedisConnectionException.class, thrown) != null) {
      BackendFault fault = connecting(target, named, thrown);
      return fault instanceof ServerError refused
          ? new ConnectionFault(
              target + " refused a connection: " + refused.message(), false, refused)
          : fault;
    }
    ServerError refused = serverError(thrown);
    return refused != null
        ? refused
        : new ConnectionFault(target + " did not confirm a subscription", true, thrown);
  }

  /** Whether a node of a cluster said that it does not serve the slot, at present. */
  static boolean isElsewhere(Throwable thrown) {
    ServerError refused = serverError(thrown);
    return refused != null && refused.isOfAnotherNode();
  }

  private static @Nullable ServerError serverError(Throwable thrown) {
    RedisCommandExecutionException reply = find(RedisCommandExecutionException.class, thrown);
    String message = reply == null ? innermost(thrown).getMessage() : reply.getMessage();
    boolean known = reply != null || RedisConnectionException.isProtectedMode(message);
    return message == null || !known ? null : new ServerError(message);
  }

  private static <T extends Throwable> @Nullable T find(Class<T> type, Throwable thrown) {
    Throwable last = thrown;
    for (Throwable at = thrown; at != null; at = at.getCause()) {
      if (type.isInstance(at)) {
        return type.cast(at);
      }
      last = at;
    }
    // where Lettuce keeps what each of the Sentinels answered
    return last.getSuppressed().length == 0 ? null : find(type, last.getSuppressed()[0]);
  }

  /** What the innermost cause says. */
  private static String message(Throwable thrown) {
    Throwable cause = innermost(thrown);
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  private static Throwable innermost(Throwable thrown) {
    Throwable at = thrown;
    while (at.getCause() != null) {
      at = at.getCause();
    }
    return at;
  }
}
