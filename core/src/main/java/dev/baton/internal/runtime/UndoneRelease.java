package dev.baton.internal.runtime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.baton.internal.link.ClientIdentity;

/**
 * Releases a lock once more that was released, and that the server says this client holds. A
 * primary can answer RELEASE and die before a replica knows of it: the replica that takes its place
 * has the lock as it was before, until its lease ends. Never blocks.
 */
final class UndoneRelease {
  private UndoneRelease() {}

  /**
   * Looks whether a request of this client that the server names as the holder is over, and if so,
   * releases the lock on its behalf; then it goes to the next in the queue. What this client does
   * not remember to be over is another's.
   *
   * @param holder a value that this client can have made
   */
  static void releaseAgain(Services services, LockSpec lock, String holder) {
    byte[] value = holder.getBytes(ISO_8859_1);
    // A lock that is over here may be on its way back: what told of the holder is out of date then.
    if (!services.pastRequests().has(ClientIdentity.request(holder))
        || services.settler().isReturning(value)) {
      return;
    }
    // Whoever holds it by now in place of that one is not concerned. Sent once: if it is not
    // answered, the next poll finds the lock as it was.
    services
        .runner()
        .start(
            lock.calls()
                .holding(holder)
                .release(lock.keys(), value, /* used= */ 0, /* remember= */ true),
            (reply, thrown) -> {});
  }
}
