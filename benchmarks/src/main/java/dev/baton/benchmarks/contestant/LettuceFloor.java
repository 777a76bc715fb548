package dev.baton.benchmarks.contestant;

import io.lettuce.core.RedisClient;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.UUID;

/**
 * The floor on Lettuce: SET NX PX, and the script that deletes what one wrote, on one connection.
 */
final class LettuceFloor implements Contestant {
  private static final long LEASE_MILLIS = 30_000;

  private final RedisClient client;
  private final StatefulRedisConnection<String, String> connection;
  private final String script;

  LettuceFloor(Seat seat) {
    this.client = RedisClient.create(seat.uri());
    this.connection = client.connect();
    this.script = connection.sync().scriptLoad(DeleteScript.SOURCE);
  }

  @Override
  public LockHandle handle(String name) {
    String owner = UUID.randomUUID().toString();
    String[] keys = {name};
    RedisCommands<String, String> redis = connection.sync();
    return new LockHandle() {
      @Override
      public long acquire() {
        if (redis.set(name, owner, SetArgs.Builder.nx().px(LEASE_MILLIS)) == null) {
          throw new IllegalStateException(name + " is taken");
        }
        return NO_FENCE;
      }

      @Override
      public void release() {
        Long deleted = redis.evalsha(script, ScriptOutputType.INTEGER, keys, owner);
        if (deleted != 1) {
          throw new IllegalStateException(name + " was lost");
        }
      }
    };
  }

  @Override
  public void close() {
    connection.close();
    client.shutdown();
  }
}
