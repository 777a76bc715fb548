package dev.baton.internal.settings;

import dev.baton.LockListener;
import dev.baton.LockOptions;
import java.time.Duration;
import java.util.List;

/**
 * What an application chose for a client.
 *
 * @param defaults the options of locks named without any
 * @param application names the application in owner tokens
 * @param fenceRetention how long the last fence of a lock is remembered
 * @param prefix what all its keys and channels begin with
 * @param listeners who is told what becomes of its locks
 */
public record ClientSettings(
    LockOptions defaults,
    String application,
    Duration fenceRetention,
    String prefix,
    List<LockListener> listeners) {

  /** Keeps a copy of the listeners. */
  public ClientSettings {
    listeners = List.copyOf(listeners);
  }

  /** Of one of whose locks nobody is told. */
  public ClientSettings(
      LockOptions defaults, String application, Duration fenceRetention, String prefix) {
    this(defaults, application, fenceRetention, prefix, List.of());
  }

  /** The same with other options of locks named without any. */
  public ClientSettings withDefaults(LockOptions others) {
    return new ClientSettings(others, application, fenceRetention, prefix, listeners);
  }
}
