package dev.baton.cli.base;

import java.text.MessageFormat;
import java.util.Objects;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/**
 * Where the library's log goes: nowhere, as a rule, since the commands themselves say what came of
 * it. With {@code -v} or {@code BATON_DEBUG} warnings are lines on standard error. Found by {@link
 * java.util.ServiceLoader}.
 */
public final class LogLines extends System.LoggerFinder {
  private static volatile boolean shown =
      !Objects.requireNonNullElse(System.getenv("BATON_DEBUG"), "").isEmpty();

  /** Shows warnings from now on. */
  public static void show() {
    shown = true;
  }

  @Override
  public System.Logger getLogger(String name, Module module) {
    return new Lines(name);
  }

  private record Lines(String name) implements System.Logger {

    @Override
    public String getName() {
      return name;
    }

    @Override
    public boolean isLoggable(Level level) {
      return shown && level.getSeverity() >= Level.WARNING.getSeverity();
    }

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String message,
        @Nullable Throwable thrown) {
      if (isLoggable(level)) {
        System.err.println(
            Target.withoutSecrets(
                "baton: " + message + (thrown == null ? "" : ": " + said(thrown))));
      }
    }

    /** The names of Baton's own classes tell a user nothing, where there are words. */
    private static String said(Throwable thrown) {
      boolean ours = thrown.getClass().getName().startsWith("dev.baton.");
      String words = thrown.getMessage();
      return ours && words != null ? words : thrown.toString();
    }

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String format,
        @Nullable Object @Nullable ... parameters) {
      boolean plain = format == null || parameters == null || parameters.length == 0;
      log(
          level,
          bundle,
          plain ? format : MessageFormat.format(format, parameters),
          (Throwable) null);
    }
  }
}
