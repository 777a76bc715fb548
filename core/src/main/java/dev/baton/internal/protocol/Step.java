package dev.baton.internal.protocol;

import dev.baton.spi.BackendFault;

/** What an acquisition wants next. */
public sealed interface Step {

  /**
   * Send ACQUIRE.
   *
   * @param queueing whether to join the queue; the inbox must be open before
   */
  record Ask(boolean queueing) implements Step {}

  /**
   * Send RENEW: a pushed grant counts only once it is confirmed.
   *
   * @param value the lock's value
   */
  record Confirm(byte[] value) implements Step {}

  /**
   * Wait for a push.
   *
   * @param until at most until then
   */
  record Await(long until) implements Step {}

  /**
   * The lock is ours.
   *
   * @param grant how
   */
  record Acquired(Grant grant) implements Step {}

  /**
   * Somebody else has it, and we are not in the queue.
   *
   * @param kept whether its process keeps it for no use of its own, and was told to let go
   */
  record Busy(boolean kept) implements Step {}

  /**
   * It cannot be had.
   *
   * @param fault what the server or the connection said
   */
  record Failed(BackendFault fault) implements Step {}

  /**
   * The key holds data that is not a lock.
   *
   * @param type its type in Redis
   */
  record NotALock(String type) implements Step {}
}
