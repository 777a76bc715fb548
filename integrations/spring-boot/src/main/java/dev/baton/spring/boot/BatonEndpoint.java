package dev.baton.spring.boot;

import static java.util.Comparator.comparing;

import dev.baton.LocalLock;
import dev.baton.LockClient;
import dev.baton.LockState;
import java.util.List;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/**
 * What this process holds and waits for, and what the server knows of one lock. It changes nothing.
 * Nobody has access to it unless configuration says so, since it shows owner tokens, by which locks
 * can be released.
 */
@Endpoint(id = "baton", defaultAccess = Access.NONE)
final class BatonEndpoint {
  private static final int MOST = 100;

  private final LockClient client;

  BatonEndpoint(LockClient client) {
    this.client = client;
  }

  /** The first locks of this process by their names, and how many there are; asks nobody. */
  @ReadOperation
  Local local() {
    List<LocalLock> all = client.local();
    return new Local(
        all.size(), all.stream().sorted(comparing(LocalLock::lockName)).limit(MOST).toList());
  }

  /** What the server knows of a lock. Blocking, one round trip. */
  @ReadOperation
  Inspected inspect(@Selector String name) {
    return new Inspected(client.lock(name).inspect());
  }

  /** The answer to the one question, as the endpoints' own JSON mapper writes it. */
  record Local(int total, List<LocalLock> locks) implements OperationResponseBody {
    Local {
      locks = List.copyOf(locks);
    }
  }

  /** The answer to the other question. */
  record Inspected(LockState lock) implements OperationResponseBody {}
}
