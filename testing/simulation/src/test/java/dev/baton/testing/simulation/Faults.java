package dev.baton.testing.simulation;

import dev.baton.test.internal.server.Keyspace;
import dev.baton.testing.simulation.client.SimulatedProcess;
import dev.baton.testing.simulation.world.Server;
import dev.baton.testing.simulation.world.World;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Lets faults happen, of the kinds that the plan has, until it is told to end. */
final class Faults {
  private static final long MILLI = 1_000_000;

  /** What the server forgets comes no more often: see the guarantees on fencing tokens. */
  private static final long BETWEEN_LOSSES = 150 * MILLI;

  private final Course course;
  private final World world;
  private final Server server;
  private final Map<Kind, Long> done = new EnumMap<>(Kind.class);
  private boolean ended;
  private long lastLoss = -BETWEEN_LOSSES;

  Faults(Course course) {
    this.course = course;
    this.world = course.world();
    this.server = course.server();
  }

  /** How many have happened. */
  Map<Kind, Long> done() {
    return done;
  }

  void begin() {
    course.plan().faults().forEach(this::later);
  }

  void end() {
    ended = true;
    course.network().slow(0, 1);
    server.refuse(null);
    for (SimulatedProcess process : course.processes()) {
      process.repeatCommands(0);
      process.disturbPushes(0, 0);
    }
  }

  private void later(Kind kind) {
    long mean = course.plan().faultsEvery();
    world.after(world.between(mean / 4, mean * 4), () -> happen(kind));
  }

  private void happen(Kind kind) {
    if (ended) {
      return;
    }
    later(kind);
    if (kind.forgets() && world.now() - lastLoss < BETWEEN_LOSSES) {
      return;
    }
    world.note(() -> kind.toString());
    done.merge(kind, 1L, Long::sum);
    if (kind.forgets()) {
      lastLoss = world.now();
    }
    strike(kind);
  }

  private void strike(Kind kind) {
    long time = world.between(MILLI, 3_000 * MILLI);
    switch (kind) {
      case MESSAGES_SLOW -> {
        course.network().slow(world.oneOf(1, 10, 50), time);
        world.after(time, () -> course.network().slow(0, 1));
      }
      case COMMANDS_CUT -> any().cutCommands();
      case COMMANDS_REPEATED -> any().repeatCommands(world.oneOf(1, 10));
      case REPLIES_SWALLOWED -> any().swallowReplies(time);
      case COMMANDS_SWALLOWED -> any().swallowCommands(time);
      case PUSHES_LOST -> any().disturbPushes(world.oneOf(5, 50, 100), 0);
      case PUSHES_REPEATED -> any().disturbPushes(0, world.oneOf(5, 50));
      case PUSHES_CUT -> any().cutPushes();
      case PUSHES_SWALLOWED -> any().swallowPushes(time);
      case PUSHES_AT_A_REPLICA -> any().leadPushes(world.percent(75));
      case PROCESS_PAUSED -> any().pause(2 * time);
      case PROCESS_KILLED -> {
        course.kill(any());
        course.begin();
      }
      case SERVER_STALLED -> server.stallFor(time);
      case SERVER_OUT_OF_MEMORY -> {
        server.refuse("OOM command not allowed when used memory > 'maxmemory'.");
        world.after(time, () -> server.refuse(null));
      }
      case SERVER_RESTARTED -> server.restart(time);
      case SERVER_DEMOTED -> server.demote();
      case SCRIPTS_FLUSHED -> server.flushScripts();
      case STRANGER_TAKES -> strangerTakes(time);
      default -> forget(kind, time);
    }
  }

  private void forget(Kind kind, long time) {
    String lock = anyLock();
    Keyspace keys = server.keys();
    switch (kind) {
      case SIDE_KEYS_EVICTED -> {
        keys.delete(course.grants().get(lock).queueKey());
        keys.delete(course.grants().get(lock).fenceKey());
      }
      case LOCK_DELETED -> keys.delete(lock);
      case LOCK_OVERWRITTEN -> {
        keys.put(lock, "somebody");
        keys.expireIn(lock, time / MILLI);
      }
      case SERVER_FLUSHED -> keys.clear();
      case SERVER_EMPTIED -> {
        keys.clear();
        server.restart(time);
      }
      case CLOCK_STEPPED -> server.stepClock(world.oneOf(-1, 1) * time / 1_000);
      default -> failOver(time);
    }
    course.forgotten();
  }

  /** What was written in the last moments before is lost; to take over needs a time. */
  private void failOver(long time) {
    Keyspace copy = server.keys().copy();
    world.after(
        world.between(MILLI / 100, 200 * MILLI),
        () -> {
          server.restore(copy);
          server.restart(100 * MILLI + time);
          course.forgotten();
        });
  }

  private void strangerTakes(long time) {
    String lock = anyLock();
    if (!server.keys().exists(lock)) {
      server.keys().put(lock, "stranger");
      server.keys().expireIn(lock, time / MILLI);
      world.after(
          world.between(1_000, 2 * time),
          () -> {
            if (server.keys().has(lock, "stranger")) {
              server.keys().delete(lock);
            }
          });
    }
  }

  private String anyLock() {
    List<String> locks = course.plan().locks();
    return locks.get((int) world.below(locks.size()));
  }

  private SimulatedProcess any() {
    List<SimulatedProcess> processes = course.processes();
    return processes.get((int) world.below(processes.size()));
  }
}
