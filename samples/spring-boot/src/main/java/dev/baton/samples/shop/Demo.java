package dev.baton.samples.shop;

import dev.baton.testing.server.RedisServer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.h2.tools.Server;

/**
 * Two instances of the application on one Redis and one database. The first is killed, as by {@code
 * kill -9}, in the middle of its work; the second goes on.
 */
public final class Demo {
  private static final int STEPS = 300;

  private final String redis;
  private final String database;

  private Demo(String redis, String database) {
    this.redis = redis;
    this.database = database;
  }

  /**
   * What came of it.
   *
   * @param plain the counter that the lock alone guards
   * @param plainSteps how often it was counted up, by those who did
   * @param fenced the counter that the fence guards too
   * @param fencedSteps the same of that
   * @param reports how often an instance reported
   */
  public record Outcome(long plain, long plainSteps, long fenced, long fencedSteps, long reports) {

    /** Whether no step was lost, and the instance that was left did all of its own. */
    public boolean isRight() {
      return plain == plainSteps && fenced == fencedSteps && fenced >= STEPS;
    }
  }

  /** Runs it, and says what came of it; ends with 1 if a count is wrong. */
  public static void main(String[] arguments) throws Exception {
    Outcome outcome = run();
    System.out.println(outcome);
    System.out.println(outcome.isRight() ? "no step was lost" : "wrong");
    System.exit(outcome.isRight() ? 0 : 1);
  }

  /** Starts everything, and stops it. */
  public static Outcome run() throws Exception {
    System.setProperty("h2.bindAddress", "127.0.0.1");
    Server server = Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
    String database = "jdbc:h2:tcp://127.0.0.1:" + server.getPort() + "/mem:shop;DB_CLOSE_DELAY=-1";
    try (RedisServer redis = RedisServer.start()) {
      return new Demo(redis.uri(), database).killingOne();
    } finally {
      server.stop();
    }
  }

  private Outcome killingOne() throws Exception {
    try (Connection connection = DriverManager.getConnection(database, "sa", "")) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("runscript from 'classpath:counters.sql'");
      }
      return killingOne(connection);
    }
  }

  private Outcome killingOne(Connection connection) throws Exception {
    Process first = instance("one");
    Process second = instance("two");
    try {
      boolean ended = false;
      while (!ended && count(connection, "select count(*) from step") < STEPS) {
        ended = first.waitFor(20, TimeUnit.MILLISECONDS);
      }
      first.destroyForcibly().waitFor();
      System.out.println("one is killed");
      second.waitFor();
      return new Outcome(
          count(connection, "select total from counter where name = 'plain'"),
          count(connection, "select count(*) from step where counter = 'plain'"),
          count(connection, "select total from counter where name = 'fenced'"),
          count(connection, "select count(*) from step where counter = 'fenced'"),
          count(connection, "select count(*) from report"));
    } finally {
      first.destroyForcibly();
      second.destroyForcibly();
    }
  }

  private Process instance(String name) throws IOException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    line.addAll(List.of("-cp", System.getProperty("java.class.path")));
    line.add(ShopApplication.class.getName());
    line.add("--shop.instance=" + name);
    line.add("--shop.steps=" + STEPS);
    line.add("--shop.redis=" + redis);
    line.add("--shop.database=" + database);
    return new ProcessBuilder(line).inheritIO().start();
  }

  private static long count(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
