package dev.baton.internal.runtime;

import dev.baton.LockOptions;
import java.time.Duration;

/**
 * What an application chose for a client.
 *
 * @param defaults the options of locks named without any
 * @param application names the application in owner tokens
 * @param fenceRetention how long the last fence of a lock is remembered
 * @param prefix what all its keys and channels begin with
 */
public record ClientSettings(
    LockOptions defaults, String application, Duration fenceRetention, String prefix) {

  /** The same with other options of locks named without any. */
  public ClientSettings withDefaults(LockOptions others) {
    return new ClientSettings(others, application, fenceRetention, prefix);
  }
}
