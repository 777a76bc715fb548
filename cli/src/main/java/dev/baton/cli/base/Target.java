package dev.baton.cli.base;

import dev.baton.DistributedLock;
import dev.baton.LockClient;
import dev.baton.LockClientBuilder;
import dev.baton.LockOptions;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The server that the user means.
 *
 * @param url its address, perhaps with a password
 */
public record Target(String url) {
  private static final String LOCAL = "redis://127.0.0.1:6379";

  /** What stands before the host of an address, apart from our own advice of how to write one. */
  private static final Pattern CREDENTIALS = Pattern.compile("://(?!:PASSWORD@)[^\\s'\"]*@");

  /** The option, else the environment's, else the usual port of this machine. */
  public static Target of(@Nullable String option, @Nullable String environment) {
    if (option != null) {
      return new Target(option);
    }
    return new Target(environment == null || environment.isBlank() ? LOCAL : environment);
  }

  /**
   * Connects.
   *
   * @param application named in owner tokens
   * @throws Failure if the address makes no sense
   * @throws dev.baton.BackendException if the server cannot be reached or refuses
   */
  public LockClient connect(String application) {
    return builder().application(application).build();
  }

  /**
   * A client of it, to be set up and connected.
   *
   * @throws Failure if the address makes no sense
   */
  public LockClientBuilder builder() {
    try {
      return LockClient.builder(url);
    } catch (IllegalArgumentException e) {
      throw new Failure(
          ExitCode.USAGE,
          "the address of Redis (--url, BATON_URL, REDIS_URL or url in the settings): "
              + e.getMessage(),
          e);
    }
  }

  /** A lock by its name, which the user typed. */
  public static DistributedLock lock(LockClient client, String key, LockOptions options) {
    try {
      return client.lock(key, options);
    } catch (IllegalArgumentException e) {
      throw new Failure(ExitCode.USAGE, "KEY: " + e.getMessage(), e);
    }
  }

  /** A text in which the user and password of every address are blotted out. */
  public static String withoutSecrets(String text) {
    return CREDENTIALS.matcher(text).replaceAll("://***@");
  }

  @Override
  public String toString() {
    return withoutSecrets(url);
  }
}
