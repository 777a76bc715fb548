package dev.baton.internal.lease;

import dev.baton.Acquirable;

/** What can be acquired, and knows whose it is. */
public interface OfClient extends Acquirable {

  /** Whether it is of this client, by what that gave it to know it by. */
  boolean isOf(Object client);
}
