package dev.baton.testing.simulation.world;

import dev.baton.test.internal.server.Channels;
import dev.baton.test.internal.server.JavaLua;
import dev.baton.test.internal.server.Keyspace;
import dev.baton.test.internal.server.LuaInterpreter;
import dev.baton.test.internal.server.MemoryRedis;
import dev.baton.test.internal.server.RedisError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The primary: one command at a time, a clock of its own, and what can befall it. */
public final class Server implements Channels {
  private static final long EPOCH_MICROS = 1_790_000_000_000_000L;
  private static final long MILLION = 1_000_000;

  /** Scripts leave nothing in it. */
  private static final ThreadLocal<LuaInterpreter> LUA = ThreadLocal.withInitial(JavaLua::new);

  private final World world;
  private final long driftParts;
  private final MemoryRedis redis;
  private final Map<String, List<PushLine>> subscribers = new LinkedHashMap<>();
  private final Map<String, List<PushLine>> behindReplicas = new LinkedHashMap<>();
  private final List<Runnable> onDown = new ArrayList<>();
  private final List<Runnable> onDemotion = new ArrayList<>();
  private Consumer<List<String>> afterCommand = words -> {};
  private long clockStep;
  private long busyUntil;
  private long downUntil;
  private @Nullable String refusal;
  private long commands;

  /**
   * A server.
   *
   * @param driftParts how much faster its clock runs, in parts per million
   * @param change what is done to scripts before they run
   */
  public Server(World world, long driftParts, UnaryOperator<String> change) {
    this.world = world;
    this.driftParts = driftParts;
    this.redis =
        new MemoryRedis(
            this::micros,
            this,
            (script, keys, arguments, commands) ->
                LUA.get().run(change.apply(script), keys, arguments, commands));
  }

  /** Its wall clock in microseconds. */
  public long micros() {
    long now = world.now();
    return EPOCH_MICROS + (now + now / MILLION * driftParts) / 1_000 + clockStep;
  }

  /** The same in milliseconds. */
  public long millis() {
    return micros() / 1_000;
  }

  /** What it has. */
  public Keyspace keys() {
    return redis.keys();
  }

  /** How many commands it has carried out. */
  public long commands() {
    return commands;
  }

  /** Is told of each command that was carried out; without words of one that ended in an error. */
  public void afterCommand(Consumer<List<String>> told) {
    afterCommand = told;
  }

  /** Its wall clock is set. */
  public void stepClock(long micros) {
    clockStep += micros;
  }

  /** It does nothing for a while; then all that has come in. */
  public void stallFor(long nanos) {
    busyUntil = Math.max(busyUntil, world.now() + nanos);
  }

  /** It refuses every script from now on, or none. */
  public void refuse(@Nullable String error) {
    refusal = error;
  }

  /** It forgets its scripts. */
  public void flushScripts() {
    redis.flushScripts();
  }

  /** All connections break, and it is back after a while; its scripts are forgotten. */
  public void restart(long nanos) {
    downUntil = Math.max(downUntil, world.now() + nanos);
    redis.flushScripts();
    subscribers.clear();
    behindReplicas.clear();
    List.copyOf(onDown).forEach(Runnable::run);
  }

  /**
   * A replica that has everything takes its place, and it follows that: commands break off and find
   * the new primary, which knows no scripts, and push connections stay where they are.
   */
  public void demote() {
    redis.flushScripts();
    subscribers.forEach(
        (channel, lines) ->
            behindReplicas.computeIfAbsent(channel, any -> new ArrayList<>()).addAll(lines));
    subscribers.clear();
    List.copyOf(onDemotion).forEach(Runnable::run);
  }

  /** Has what a copy has, from now on. */
  public void restore(Keyspace copy) {
    redis.restore(copy);
  }

  /** Whether it takes connections. */
  public boolean isUp() {
    return world.now() >= downUntil;
  }

  /** Is told when commands break off. */
  void onDemotion(Runnable told) {
    onDemotion.add(told);
  }

  /** Is told when all connections break. */
  void onDown(Runnable told) {
    onDown.add(told);
  }

  /**
   * A command has arrived.
   *
   * @param reply gets a reply, or a {@link RedisError}
   */
  public void receive(List<String> words, Consumer<@Nullable Object> reply) {
    if (world.now() < busyUntil) {
      world.at(busyUntil, () -> receive(words, reply));
    } else if (isUp()) {
      reply.accept(answer(words));
    }
  }

  private @Nullable Object answer(List<String> words) {
    if (refusal != null && words.get(0).startsWith("EVAL")) {
      return new RedisError(refusal);
    }
    commands++;
    Object answer;
    try {
      answer = redis.execute(words);
    } catch (RedisError error) {
      answer = error;
    }
    afterCommand.accept(answer instanceof RedisError ? List.of() : words);
    return answer;
  }

  /** Whether anybody is subscribed, as far as the server knows. */
  public boolean hears(String channel) {
    return subscribers.containsKey(channel);
  }

  /** Subscribes, here or at a replica: there it hears all that is published, and is not counted. */
  void subscribe(String channel, PushLine line, boolean atReplica) {
    unsubscribe(channel, line);
    (atReplica ? behindReplicas : subscribers)
        .computeIfAbsent(channel, any -> new ArrayList<>())
        .add(line);
  }

  void unsubscribe(String channel, PushLine line) {
    for (Map<String, List<PushLine>> each : List.of(subscribers, behindReplicas)) {
      List<PushLine> lines = each.get(channel);
      if (lines != null && lines.remove(line) && lines.isEmpty()) {
        each.remove(channel);
      }
    }
  }

  @Override
  public int listeners(String channel, boolean sharded) {
    return subscribers.getOrDefault(channel, List.of()).size();
  }

  @Override
  public int publish(String channel, boolean sharded, String message) {
    subscribers.getOrDefault(channel, List.of()).forEach(line -> line.push(message));
    behindReplicas.getOrDefault(channel, List.of()).forEach(line -> line.push(message));
    return listeners(channel, sharded);
  }
}
