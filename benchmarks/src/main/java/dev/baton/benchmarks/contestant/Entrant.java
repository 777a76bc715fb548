package dev.baton.benchmarks.contestant;

import java.util.function.Function;

/** Everybody who takes part, in the order of the charts. */
public enum Entrant {
  BATON_LETTUCE("Baton on Lettuce", Side.BATON, BatonLock::onLettuce),
  BATON_JEDIS("Baton on Jedis", Side.BATON, BatonLock::onJedis),
  REDISSON("Redisson RLock", Side.RIVAL, seat -> new RedissonLock(seat, RedissonLock.Kind.PLAIN)),
  REDISSON_FAIR(
      "Redisson fair lock", Side.RIVAL, seat -> new RedissonLock(seat, RedissonLock.Kind.FAIR)),
  REDISSON_SPIN(
      "Redisson spin lock", Side.RIVAL, seat -> new RedissonLock(seat, RedissonLock.Kind.SPIN)),
  REDISSON_READ_WRITE(
      "Redisson RReadWriteLock",
      Side.RIVAL,
      seat -> new RedissonLock(seat, RedissonLock.Kind.READ_WRITE)),
  REDISSON_PERMITS(
      "Redisson RPermitExpirableSemaphore",
      Side.RIVAL,
      seat -> new RedissonLock(seat, RedissonLock.Kind.EXPIRING_PERMITS)),
  REDISSON_SEMAPHORE(
      "Redisson RSemaphore", Side.RIVAL, seat -> new RedissonLock(seat, RedissonLock.Kind.PERMITS)),
  SPRING_PUBSUB("Spring Integration, pub/sub", Side.RIVAL, SpringLock::pubSub),
  SPRING_SPIN("Spring Integration, spin", Side.RIVAL, SpringLock::spin),
  SHEDLOCK("ShedLock", Side.RIVAL, ShedLock::new),
  SET_NX_LETTUCE("SET NX + delete, Lettuce", Side.FLOOR, LettuceFloor::new),
  SET_NX_JEDIS("SET NX + delete, Jedis", Side.FLOOR, JedisFloor::open),
  PING_PONG_LETTUCE("ping-pong, Lettuce", Side.FLOOR, LettucePingPong::new),
  PING_PONG_JEDIS("ping-pong, Jedis", Side.FLOOR, JedisPingPong::new),
  LOCAL("local fair ReentrantLock", Side.FLOOR, seat -> LocalLock.plain()),
  LOCAL_READ_WRITE("local fair ReentrantReadWriteLock", Side.FLOOR, LocalLock::readWrite),
  LOCAL_PERMITS("local fair Semaphore", Side.FLOOR, LocalLock::permits);

  private final String title;
  private final Side side;
  private final Function<Seat, Contestant> opener;

  Entrant(String title, Side side, Function<Seat, Contestant> opener) {
    this.title = title;
    this.side = side;
    this.opener = opener;
  }

  /** Which part somebody plays. */
  public enum Side {
    /** What is measured. */
    BATON,
    /** Another lock that one could use instead. */
    RIVAL,
    /** The least that the work costs without a lock library. */
    FLOOR
  }

  /** As it is called in tables and charts. */
  public String title() {
    return title;
  }

  /** Which part it plays. */
  public Side side() {
    return side;
  }

  /** Connects. */
  public Contestant open(Seat seat) {
    return opener.apply(seat);
  }
}
