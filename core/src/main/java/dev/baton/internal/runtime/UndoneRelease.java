package dev.baton.internal.runtime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.baton.internal.link.ClientIdentity;
import dev.baton.internal.script.LockKeys;

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
  static void redo(Services services, LockKeys keys, String holder) {
    byte[] value = holder.getBytes(ISO_8859_1);
    // In this order: a request is forgotten after its hold has become known, and the hold after it
    // is on its way back. Once that is answered, what told of the holder is out of date.
    String request = ClientIdentity.request(holder);
    if (services.inbox().knows(request)
        || services.renewer().hold(request) != null
        || services.settler().isReturning(value)
        || !services.pastRequests().has(request)) {
      return;
    }
    // Whoever holds it by now in place of that one is not concerned. Sent once: if it is not
    // answered, the next poll finds the lock as it was.
    services
        .runner()
        .start(
            services.calls().release(keys, value, /* used= */ 0, /* remember= */ true),
            (reply, thrown) -> {});
  }
}
