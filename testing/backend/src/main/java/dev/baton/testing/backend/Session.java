package dev.baton.testing.backend;

import dev.baton.spi.Backend;
import org.jspecify.annotations.Nullable;

/**
 * An open backend, what it told, and the application's client if there is one.
 *
 * @param backend the backend
 * @param told what it told
 * @param client what it was opened on and leaves open
 */
public record Session(Backend backend, Told told, @Nullable AutoCloseable client)
    implements AutoCloseable {

  @Override
  public void close() {
    backend.close();
    if (client != null) {
      try {
        client.close();
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }
  }
}
