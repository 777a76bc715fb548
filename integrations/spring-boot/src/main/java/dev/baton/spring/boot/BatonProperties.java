package dev.baton.spring.boot;

import dev.baton.FailoverPolicy;
import dev.baton.LockOptions;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.ClassUtils;

/**
 * What configuration says of the lock client. What is not said is as in {@link
 * dev.baton.LockClientBuilder} and {@link LockOptions}.
 *
 * @param url Address of the server, such as redis://user:password@localhost:6379/0. By default that
 *     of spring.data.redis, or of another bean with connection details.
 * @param adapter Client library to be used. To be said if more than one is there.
 * @param application Name of the application in owner tokens and in the registry of locks. By
 *     default spring.application.name.
 * @param prefix What all keys and channels begin with.
 * @param commandTimeout Longest time that a command may stay without an answer.
 * @param connectInBackground Whether to start although the server is not there, and to connect
 *     later.
 * @param leaseDuration How long a lock stays taken after its last renewal, if its holder dies.
 * @param maxHold Longest time that a lock may be held, renewals included.
 * @param strictFifo Whether waiters are served strictly in the order in which they came, across all
 *     processes.
 * @param stickyFor How long a released lock is kept for the next who wants it here, while nobody
 *     else does.
 * @param fenceRetention How long the server remembers the last fencing token of a lock that nobody
 *     uses.
 * @param failover What is done about failovers.
 * @param ssl How TLS is used.
 * @param locked How methods are locked.
 */
@ConfigurationProperties("baton")
public record BatonProperties(
    @Nullable String url,
    @Nullable Adapter adapter,
    @Nullable String application,
    @Nullable String prefix,
    @Nullable Duration commandTimeout,
    boolean connectInBackground,
    @Nullable Duration leaseDuration,
    @Nullable Duration maxHold,
    @Nullable Boolean strictFifo,
    @Nullable Duration stickyFor,
    @Nullable Duration fenceRetention,
    @DefaultValue Failover failover,
    @DefaultValue Ssl ssl,
    @DefaultValue Locked locked) {

  /** A client library, and what makes it Baton's. */
  public enum Adapter {
    /** Lettuce, by {@code baton-lettuce}. */
    LETTUCE("baton-lettuce", "dev.baton.lettuce.LettuceConnector", "io.lettuce.core.RedisClient"),
    /** Jedis, by {@code baton-jedis}. */
    JEDIS("baton-jedis", "dev.baton.jedis.JedisConnector", "redis.clients.jedis.Jedis");

    private final String artifact;
    private final List<String> types;

    Adapter(String artifact, String connector, String library) {
      this.artifact = artifact;
      this.types = List.of(connector, library);
    }

    boolean isPresent(@Nullable ClassLoader loader) {
      return types.stream().allMatch(type -> ClassUtils.isPresent(type, loader));
    }

    /** What tells by its presence that the adapter is there. */
    List<String> types() {
      return types;
    }

    String artifact() {
      return artifact;
    }
  }

  /**
   * What is done about failovers, as {@link FailoverPolicy} says.
   *
   * @param replicas How many replicas must have a grant before it is reported.
   * @param quarantine Whether a free lock is granted to nobody for one lease after a change of the
   *     primary.
   */
  public record Failover(@DefaultValue("0") int replicas, boolean quarantine) {}

  /**
   * How TLS is used.
   *
   * @param bundle Name of the SSL bundle whose certificates are used. Turns TLS on.
   */
  public record Ssl(@Nullable String bundle) {}

  /**
   * How methods with {@link dev.baton.spring.Locked} are locked.
   *
   * @param enabled Whether methods with @Locked are locked.
   * @param prefix What the names of locks begin with.
   * @param maxWait How long a lock is waited for where the method does not say; forever is one too.
   * @param order Order of the advisor; by default it is around transactions.
   * @param transactions What is done where a transaction is active before the lock is acquired.
   * @param guardCommits Whether a transaction is rolled back in place of its commit if a lock is
   *     lost by then.
   */
  public record Locked(
      @DefaultValue("true") boolean enabled,
      @DefaultValue("lock:") String prefix,
      @DefaultValue("10s") String maxWait,
      @DefaultValue("2147483447") int order,
      @DefaultValue("hold") Transactions transactions,
      @DefaultValue("true") boolean guardCommits) {

    /** What is done where a transaction is active before the lock is acquired. */
    public enum Transactions {
      /** The lock is kept until the transaction has ended. */
      HOLD,
      /** The call fails. */
      REFUSE
    }
  }

  /** How locks are held that are named without options. */
  LockOptions options() {
    LockOptions options = LockOptions.defaults();
    options = changed(options, leaseDuration, LockOptions::leaseDuration);
    options = changed(options, maxHold, LockOptions::maxHold);
    options = changed(options, strictFifo, LockOptions::strictFifo);
    options = changed(options, stickyFor, LockOptions::stickyFor);
    return options.failover(new FailoverPolicy(failover.replicas(), failover.quarantine()));
  }

  private static <T> LockOptions changed(
      LockOptions options, @Nullable T value, BiFunction<LockOptions, T, LockOptions> change) {
    return value == null ? options : change.apply(options, value);
  }

  /** Not the values, among which may be a password. */
  @Override
  public String toString() {
    return "BatonProperties";
  }
}
