package dev.baton.spi;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who a client says that it is.
 *
 * @param user the user's name; null for the server's default user
 * @param password the password
 */
public record Credentials(@Nullable String user, String password) {

  /** Checks that there is a password. */
  public Credentials {
    Objects.requireNonNull(password, "password");
  }

  /** The user only. */
  @Override
  public String toString() {
    return "Credentials[" + (user == null ? "default user" : user) + "]";
  }
}
