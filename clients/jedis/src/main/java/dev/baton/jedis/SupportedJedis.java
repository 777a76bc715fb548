package dev.baton.jedis;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import redis.clients.jedis.Connection;

/**
 * The versions of Jedis that will do. A framework may put an older one in the place of that which
 * the adapter asks for; it is refused at once, not when a connection is lost.
 */
final class SupportedJedis {
  /** The first that can end a connection while another thread reads from it. */
  private static final String OLDEST = "7.0.0";

  private SupportedJedis() {}

  /**
   * Refuses an older one.
   *
   * @throws IllegalStateException if the class path has one
   */
  static void require() {
    if (!endsConnections()) {
      throw new IllegalStateException(
          "baton-jedis needs Jedis "
              + OLDEST
              + " or later, but the class path has "
              + found()
              + ": ask for a later redis.clients:jedis where the build sets its version (with Spring"
              + " Boot the property jedis.version), or use baton-lettuce");
    }
  }

  private static boolean endsConnections() {
    try {
      Ending linked = Connection::forceDisconnect; // looked up now, called never
      return linked != null;
    } catch (LinkageError e) {
      return false;
    }
  }

  private static String found() {
    Properties about = new Properties();
    try (InputStream file = Connection.class.getResourceAsStream("pom.properties")) {
      if (file != null) {
        about.load(file);
      }
    } catch (IOException e) {
      // the version is not known then
    }
    return about.getProperty("version", "an older one");
  }

  /** A way to end a connection. */
  interface Ending {
    void end(Connection connection) throws IOException;
  }
}
