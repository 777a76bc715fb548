package dev.baton.internal.protocol;

import dev.baton.spi.BackendFault;
import java.util.Optional;

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
   * Time is over.
   *
   * @param holder who had the lock when last seen, empty if unknown
   * @param silence why the server could not be asked lately, if so
   */
  record GaveUp(Optional<String> holder, Optional<BackendFault> silence) implements Step {}

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
