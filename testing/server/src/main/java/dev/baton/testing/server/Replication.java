package dev.baton.testing.server;

import java.util.List;

/** Whether replicas hear of what their primary does. */
final class Replication {
  private Replication() {}

  /** Lets a primary go on with nobody behind it: its replicas do not know how to log in. */
  static void stop(RedisServer primary, List<RedisServer> replicas) {
    replicas.forEach(replica -> logInAs(replica, "nobody", "nothing"));
    Eventually.await(
        "a primary without a replica",
        () -> {
          Talk.ask(primary, "CLIENT", "KILL", "TYPE", "replica");
          return Talk.replication(primary).contains("connected_slaves:0");
        });
  }

  /** Lets servers follow their primary again, whoever that is by now. */
  static void resume(List<RedisServer> replicas) {
    replicas.forEach(replica -> logInAs(replica, "", ""));
  }

  private static void logInAs(RedisServer replica, String user, String password) {
    Talk.ask(replica, "CONFIG", "SET", "masteruser", user);
    Talk.ask(replica, "CONFIG", "SET", "masterauth", password);
  }
}
