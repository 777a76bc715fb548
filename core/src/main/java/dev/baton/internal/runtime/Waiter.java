package dev.baton.internal.runtime;

import dev.baton.internal.script.GrantMessage;

/** Somebody who waits for a lock. The calls come from an adapter's thread and return at once. */
interface Waiter {

  /** The lock was granted. */
  void onGrant(GrantMessage message);

  /** Something happened that makes it worth asking again. */
  void onNudge();
}
