package dev.baton.testing.conformance;

import dev.baton.Lease;
import dev.baton.LockClient;
import java.time.Duration;

/**
 * What a {@link ChildProcess} does that never closes its client: it takes a lock and ends by {@code
 * System.exit} at the end of its input. A hook of its own says whether it still has the lock after
 * some time.
 */
final class LeavingProcess {
  private LeavingProcess() {}

  /** Arguments: {@code leave ADAPTER URI NAME PATIENCE WORK}, both in ms; no hook if WORK is 0. */
  static void run(String[] arguments) throws Exception {
    Duration patience = Duration.ofMillis(Long.parseLong(arguments[4]));
    long work = Long.parseLong(arguments[5]);
    LockClient client =
        LockClient.builder(Adapter.valueOf(arguments[1]).connector(arguments[2]))
            .releaseAtExit(patience)
            .build();
    Lease lease = client.lock(arguments[3]).acquire();
    if (work > 0) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> tell(work, lease)));
    }
    System.out.println("held " + lease.fencingToken());
    while (System.in.read() >= 0) {
      // until the end of the input
    }
    System.exit(0);
  }

  private static void tell(long work, Lease lease) {
    try {
      Thread.sleep(work);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    System.out.println("worked, held: " + lease.isHeld());
    System.out.flush();
  }
}
