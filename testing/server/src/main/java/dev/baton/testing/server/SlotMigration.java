package dev.baton.testing.server;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** How newer servers move a slot with all its keys at once, as their clients see it. */
enum SlotMigration {
  /** Of Valkey since 9.0: the present primary is told. */
  MIGRATESLOTS {
    @Override
    void begin(int slot, RedisServer from, RedisServer to) {
      String node = ClusterTopology.id(to);
      Talk.ask(from, "CLUSTER", "MIGRATESLOTS", "SLOTSRANGE", "" + slot, "" + slot, "NODE", node);
    }

    @Override
    String log(RedisServer from, RedisServer to) {
      return "" + Talk.ask(from, "CLUSTER", "GETSLOTMIGRATIONS");
    }
  },

  /** Of Redis since 8.4: the next primary is told. */
  MIGRATION {
    @Override
    void begin(int slot, RedisServer from, RedisServer to) {
      Talk.ask(to, "CLUSTER", "MIGRATION", "IMPORT", "" + slot, "" + slot);
    }

    @Override
    String log(RedisServer from, RedisServer to) {
      return "" + Talk.ask(to, "CLUSTER", "MIGRATION", "STATUS", "ALL");
    }
  };

  /** What a server has; found by its commands. */
  static Optional<SlotMigration> of(RedisServer node) {
    return Arrays.stream(values()).filter(each -> each.isKnownTo(node)).findFirst();
  }

  private boolean isKnownTo(RedisServer node) {
    Object answer = Talk.ask(node, "COMMAND", "INFO", "cluster|" + name());
    return answer instanceof List<?> commands
        && commands.get(0) instanceof List<?> details
        && !details.isEmpty();
  }

  abstract void begin(int slot, RedisServer from, RedisServer to);

  /** What the servers say of their migrations, for people. */
  abstract String log(RedisServer from, RedisServer to);
}
