package dev.baton.testing.server;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Whether replicas hear of what their primary does. */
final class Replication {
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private Replication() {}

  /** Lets a primary go on with nobody behind it: its replicas do not know how to log in. */
  static void stop(RedisServer primary, List<RedisServer> replicas) {
    replicas.forEach(replica -> logInAs(replica, "nobody", "nothing"));
    try (RespConnection there = connection(primary)) {
      do {
        there.send("CLIENT", "KILL", "TYPE", "replica");
        LockSupport.parkNanos(LOOK_NANOS);
      } while (!String.valueOf(there.send("INFO", "replication")).contains("connected_slaves:0"));
    }
  }

  /** Lets servers follow their primary again, whoever that is by now. */
  static void resume(List<RedisServer> replicas) {
    replicas.forEach(replica -> logInAs(replica, "", ""));
  }

  private static void logInAs(RedisServer replica, String user, String password) {
    try (RespConnection there = connection(replica)) {
      there.send("CONFIG", "SET", "masteruser", user);
      there.send("CONFIG", "SET", "masterauth", password);
    }
  }

  private static RespConnection connection(RedisServer server) {
    return new RespConnection("127.0.0.1", server.port());
  }
}
