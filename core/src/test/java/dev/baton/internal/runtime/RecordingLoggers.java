package dev.baton.internal.runtime;

import java.text.MessageFormat;
import java.util.List;
import java.util.ResourceBundle;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Where the log of the tests goes: to the error stream, and to those who look at it. */
public final class RecordingLoggers extends System.LoggerFinder {
  /** Each gets the lines that are written while it is here. */
  static final List<List<String>> READERS = new CopyOnWriteArrayList<>();

  /** Found by the JDK as a service. */
  public RecordingLoggers() {}

  @Override
  public System.Logger getLogger(String name, Module module) {
    return new Recorder(name);
  }

  private record Recorder(String name) implements System.Logger {
    @Override
    public String getName() {
      return name;
    }

    @Override
    public boolean isLoggable(Level level) {
      return level.compareTo(Level.INFO) >= 0;
    }

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String message,
        @Nullable Throwable thrown) {
      if (isLoggable(level)) {
        write(level + " " + message);
        if (thrown != null) {
          thrown.printStackTrace();
        }
      }
    }

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String format,
        @Nullable Object... parameters) {
      if (isLoggable(level)) {
        boolean asItIs = format == null || parameters == null || parameters.length == 0;
        write(level + " " + (asItIs ? format : MessageFormat.format(format, parameters)));
      }
    }

    private void write(String line) {
      System.err.println(name + ": " + line);
      if (name.startsWith("dev.baton")) {
        READERS.forEach(reader -> reader.add(line));
      }
    }
  }
}
