package dev.baton.cli.base;

import dev.baton.DistributedLock;
import dev.baton.LockClient;
import dev.baton.LockClientBuilder;
import dev.baton.LockOptions;
import dev.baton.spi.ServerAddress;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The server that the user means.
 *
 * @param url its address, perhaps with a password
 * @param prefix what all keys begin with, null for what the address says
 */
public record Target(String url, @Nullable String prefix) {
  private static final String LOCAL = "redis://127.0.0.1:6379";

  /** What stands before the host of an address, apart from our own advice of how to write one. */
  private static final Pattern CREDENTIALS =
      Pattern.compile("://(?!:PASSWORD@|\\[user:password@\\])[^\\s'\"]*@");

  /**
   * The option, else the environment's, else the usual port of this machine, and what its address
   * says of a prefix.
   *
   * @param environment of the address; empty for none
   * @param environmentPrefix empty for none
   */
  public static Target of(
      @Nullable String option,
      String environment,
      @Nullable String prefix,
      String environmentPrefix) {
    String url = option != null ? option : environment.isBlank() ? LOCAL : environment;
    return new Target(
        url, prefix != null || environmentPrefix.isEmpty() ? prefix : environmentPrefix);
  }

  /** A server that is known by its address alone. */
  public static Target at(String url) {
    return new Target(url, null);
  }

  /**
   * Connects.
   *
   * @param application named in owner tokens
   * @throws Failure if the address or the prefix makes no sense
   * @throws dev.baton.BackendException if the server cannot be reached or refuses
   */
  public LockClient connect(String application) {
    return builder().application(application).build();
  }

  /**
   * What all keys begin with, empty for nothing.
   *
   * @throws Failure if the address makes no sense
   */
  public String effectivePrefix() {
    return prefix != null ? prefix : understood(() -> ServerAddress.parse(url)).prefix();
  }

  /**
   * A client of it, to be set up and connected.
   *
   * @throws Failure if the address or the prefix makes no sense
   */
  public LockClientBuilder builder() {
    LockClientBuilder builder = understood(() -> LockClient.builder(url));
    String wanted = prefix;
    if (wanted == null) {
      return builder;
    }
    String named = understood(() -> ServerAddress.parse(url)).prefix();
    if (!named.isEmpty() && !named.equals(wanted)) {
      throw new Failure(
          ExitCode.USAGE,
          "the address of Redis has the prefix '"
              + named
              + "', and --prefix, BATON_PREFIX or prefix in the settings '"
              + wanted
              + "'");
    }
    try {
      return builder.prefix(wanted);
    } catch (IllegalArgumentException e) {
      throw new Failure(
          ExitCode.USAGE, "--prefix, BATON_PREFIX or prefix in the settings: " + e.getMessage(), e);
    }
  }

  private static <T> T understood(Supplier<T> reading) {
    try {
      return reading.get();
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
    return withoutSecrets(url) + (prefix == null || prefix.isEmpty() ? "" : ", prefix " + prefix);
  }
}
