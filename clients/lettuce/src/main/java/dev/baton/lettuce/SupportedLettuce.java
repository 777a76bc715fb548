package dev.baton.lettuce;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.pubsub.api.async.RedisPubSubAsyncCommands;
import java.util.function.BiFunction;

/**
 * The versions of Lettuce that will do. A framework may put an older one in the place of that which
 * the adapter asks for; it is refused at once, not when somebody has to wait for a lock.
 */
final class SupportedLettuce {
  /** The first with the channels of a shard. */
  private static final String OLDEST = "6.4.0";

  private SupportedLettuce() {}

  /**
   * Refuses an older one.
   *
   * @throws IllegalStateException if the class path has one
   */
  static void require() {
    if (!hasShardChannels()) {
      throw new IllegalStateException(
          "baton-lettuce needs Lettuce "
              + OLDEST
              + " or later, but the class path has "
              + found()
              + ": ask for a later io.lettuce:lettuce-core where the build sets its version (with"
              + " Spring Boot the property lettuce.version), or use baton-jedis");
    }
  }

  private static boolean hasShardChannels() {
    try {
      // looked up now, called never
      BiFunction<RedisPubSubAsyncCommands<byte[], byte[]>, byte[][], RedisFuture<Void>> linked =
          RedisPubSubAsyncCommands::ssubscribe;
      return linked != null;
    } catch (LinkageError e) {
      return false;
    }
  }

  private static String found() {
    String version = RedisClient.class.getPackage().getImplementationVersion();
    return version == null ? "an older one" : version;
  }
}
