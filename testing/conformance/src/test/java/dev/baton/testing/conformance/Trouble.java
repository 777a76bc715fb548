package dev.baton.testing.conformance;

import dev.baton.testing.server.RedisServer;
import dev.baton.testing.server.RespConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A state of a server in which it refuses commands, and which passes: each by its code. */
enum Trouble {
  /** A snapshot could not be saved: a folder stands in the place of its file. */
  MISCONF {
    @Override
    void begin(RedisServer server, RedisCli redis) {
      redis.send("CONFIG", "SET", "save", "3600 1");
      at(redis, Files::createDirectory);
      save(redis, "err");
    }

    @Override
    void end(RedisServer server, RedisCli redis) {
      at(redis, Files::delete);
      save(redis, "ok");
    }

    private void save(RedisCli redis, String outcome) {
      redis.send("BGSAVE");
      Contract.eventually()
          .until(
              () -> {
                String told = (String) redis.send("INFO", "persistence");
                return told.contains("rdb_bgsave_in_progress:0")
                    && told.contains("rdb_last_bgsave_status:" + outcome);
              });
    }

    private void at(RedisCli redis, Step step) {
      List<?> dir = (List<?>) redis.send("CONFIG", "GET", "dir");
      try {
        step.at(Path.of((String) dir.get(1), "dump.rdb"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  },

  OOM {
    @Override
    void begin(RedisServer server, RedisCli redis) {
      redis.send("CONFIG", "SET", "maxmemory", "1");
    }

    @Override
    void end(RedisServer server, RedisCli redis) {
      redis.send("CONFIG", "SET", "maxmemory", "0");
    }
  },

  NOREPLICAS {
    @Override
    void begin(RedisServer server, RedisCli redis) {
      redis.send("CONFIG", "SET", "min-replicas-to-write", "1");
    }

    @Override
    void end(RedisServer server, RedisCli redis) {
      redis.send("CONFIG", "SET", "min-replicas-to-write", "0");
    }
  },

  /** A replica of a primary that is not there, with the data that it had. */
  READONLY {
    @Override
    void begin(RedisServer server, RedisCli redis) {
      redis.send("REPLICAOF", "127.0.0.1", "1");
    }

    @Override
    void end(RedisServer server, RedisCli redis) {
      redis.send("REPLICAOF", "NO", "ONE");
    }
  },

  /** The same, and it does not show what it has. */
  MASTERDOWN {
    @Override
    void begin(RedisServer server, RedisCli redis) {
      redis.send("CONFIG", "SET", "replica-serve-stale-data", "no");
      redis.send("REPLICAOF", "127.0.0.1", "1");
    }

    @Override
    void end(RedisServer server, RedisCli redis) {
      redis.send("REPLICAOF", "NO", "ONE");
    }
  },

  BUSY {
    @Override
    void begin(RedisServer server, RedisCli redis) {
      redis.send("CONFIG", "SET", "lua-time-limit", "1");
      var unused =
          Contract.inBackground(
              () -> {
                try (RespConnection blocked = new RespConnection("127.0.0.1", server.port())) {
                  return blocked.send("EVAL", "while true do end", "0");
                }
              });
      Contract.eventually().until(() -> refusal(redis).startsWith("BUSY "));
    }

    @Override
    void end(RedisServer server, RedisCli redis) {
      redis.send("SCRIPT", "KILL");
      Contract.eventually().until(() -> refusal(redis).isEmpty());
    }

    /** Nothing can be asked meanwhile: what was refused is told afterwards. */
    @Override
    void awaitRefusal(RedisServer server, RedisCli redis, long before) {
      boolean refused;
      do {
        LockSupport.parkNanos(300_000_000);
        end(server, redis);
        refused = refusals(redis) > before;
        begin(server, redis);
      } while (!refused);
    }

    private String refusal(RedisCli redis) {
      try {
        redis.send("GET", "busy?");
        return "";
      } catch (IllegalStateException refused) {
        return refused.getMessage();
      }
    }
  };

  private interface Step {
    void at(Path path) throws IOException;
  }

  abstract void begin(RedisServer server, RedisCli redis);

  abstract void end(RedisServer server, RedisCli redis);

  /** Waits, while it lasts, until a script was refused more often than that. */
  void awaitRefusal(RedisServer server, RedisCli redis, long before) {
    Contract.eventually().until(() -> refusals(redis) > before);
  }

  /** How many scripts were refused so far. */
  static long refusals(RedisCli redis) {
    Matcher counts = REFUSED.matcher((String) redis.send("INFO", "commandstats"));
    long refused = 0;
    while (counts.find()) {
      refused += Long.parseLong(counts.group(1)) + Long.parseLong(counts.group(2));
    }
    return refused;
  }

  private static final Pattern REFUSED =
      Pattern.compile("cmdstat_eval(?:sha)?:.*rejected_calls=([0-9]+),failed_calls=([0-9]+)");
}
