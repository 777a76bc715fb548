package dev.baton.internal.runtime;

import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/** No log: its own steps, and the classes that it loads, are no part of the orders. */
public final class SilentLoggers extends System.LoggerFinder {
  /** Found by the JDK as a service. */
  public SilentLoggers() {}

  @Override
  public System.Logger getLogger(String name, Module module) {
    return new Silent(name);
  }

  private record Silent(String name) implements System.Logger {
    @Override
    public String getName() {
      return name;
    }

    @Override
    public boolean isLoggable(Level level) {
      return false;
    }

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String message,
        @Nullable Throwable thrown) {}

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String format,
        @Nullable Object... parameters) {}
  }
}
