package dev.baton.benchmarks.contestant;

import java.net.URI;
import java.util.List;
import java.util.UUID;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.commands.JedisCommands;
import redis.clients.jedis.params.SetParams;

/**
 * The floor on Jedis: SET NX PX, and the script that deletes what one wrote. One connection for one
 * thread; for more a pool with one for each, since a connection of Jedis is for one thread at a
 * time.
 */
final class JedisFloor implements Contestant {
  private static final long LEASE_MILLIS = 30_000;

  private final JedisCommands jedis;
  private final Runnable closing;
  private final String script;

  private JedisFloor(JedisCommands jedis, Runnable closing, String script) {
    this.jedis = jedis;
    this.closing = closing;
    this.script = script;
  }

  static JedisFloor open(Seat seat) {
    URI server = URI.create(seat.uri());
    HostAndPort address = new HostAndPort(server.getHost(), server.getPort());
    DefaultJedisClientConfig resp2 =
        DefaultJedisClientConfig.builder().protocol(RedisProtocol.RESP2).build();
    if (seat.threads() == 1) {
      Jedis single = new Jedis(address, resp2);
      return new JedisFloor(single, single::close, single.scriptLoad(DeleteScript.SOURCE));
    }
    ConnectionPoolConfig pool = new ConnectionPoolConfig();
    pool.setMaxTotal(seat.threads());
    pool.setMaxIdle(seat.threads());
    RedisClient pooled =
        RedisClient.builder().hostAndPort(address).clientConfig(resp2).poolConfig(pool).build();
    return new JedisFloor(pooled, pooled::close, pooled.scriptLoad(DeleteScript.SOURCE));
  }

  @Override
  public LockHandle handle(String name) {
    String owner = UUID.randomUUID().toString();
    SetParams free = SetParams.setParams().nx().px(LEASE_MILLIS);
    List<String> keys = List.of(name);
    List<String> args = List.of(owner);
    return new LockHandle() {
      @Override
      public long acquire() {
        if (jedis.set(name, owner, free) == null) {
          throw new IllegalStateException(name + " is taken");
        }
        return NO_FENCE;
      }

      @Override
      public void release() {
        if (!Long.valueOf(1).equals(jedis.evalsha(script, keys, args))) {
          throw new IllegalStateException(name + " was lost");
        }
      }
    };
  }

  @Override
  public void close() {
    closing.run();
  }
}
