package dev.baton.testing.simulation.client;

import dev.baton.Acquirable;
import dev.baton.ElectionOptions;
import dev.baton.LeaderElection;
import dev.baton.LockOptions;
import dev.baton.MultiLock;
import dev.baton.internal.runtime.SimulatedClient;
import dev.baton.testing.history.Mode;
import dev.baton.testing.simulation.world.Machine;
import dev.baton.testing.simulation.world.MachineTimer;
import dev.baton.testing.simulation.world.Network;
import dev.baton.testing.simulation.world.Server;
import dev.baton.testing.simulation.world.World;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A process with a client in it: the real one, on simulated time and threads. */
public final class SimulatedProcess {
  /** How late a thread runs at most. */
  private static final long JITTER = 300_000;

  /** How long the server keeps a connection at most that leads to nobody. */
  private static final long LATEST_CLOSED = 60_000_000_000L;

  private final World world;
  private final Machine machine;
  private final SimulatedBackend backend;
  private final SimulatedClient client;
  private final Set<SimulatedThread> sleeping = new LinkedHashSet<>();

  /** A process that has just begun. */
  public SimulatedProcess(
      World world,
      Server server,
      Network network,
      String name,
      long unique,
      long driftParts,
      Duration commandTimeout,
      boolean shardChannels) {
    this.world = world;
    this.machine = new Machine(world, name, driftParts);
    this.backend =
        new SimulatedBackend(world, machine, server, network, commandTimeout, shardChannels);
    this.client =
        new SimulatedClient(
            backend, machine::clock, new MachineTimer(world, machine, JITTER), this::soon, unique);
  }

  Acquirable lock(String name, LockOptions options, Mode mode) {
    return client.lock(name, options, mode);
  }

  MultiLock allOf(List<Acquirable> locks) {
    return client.allOf(locks);
  }

  LeaderElection elect(String name, ElectionOptions options, LeaderElection.Listener listener) {
    return client.elect(name, options, listener);
  }

  void close(LeaderElection election) {
    client.close(election);
  }

  /** Does something on a thread that may wait. */
  void onThread(Runnable task) {
    SimulatedThread.begin(this, task);
  }

  void sleeps(SimulatedThread thread) {
    sleeping.add(thread);
  }

  void wakes(SimulatedThread thread) {
    sleeping.remove(thread);
  }

  long jitter() {
    return world.below(JITTER);
  }

  /** Does something as another thread of the process would. */
  void soon(Runnable action) {
    after(jitter(), action);
  }

  /** Does something after a time, by the true clock. */
  void after(long nanos, Runnable action) {
    world.after(
        nanos,
        () ->
            machine.run(
                () -> {
                  try {
                    action.run();
                  } catch (SimulatedBackend.Killed killed) {
                    // there is nobody any more to go on
                  }
                }));
  }

  /** Its clock, its stops and its death. */
  public Machine machine() {
    return machine;
  }

  /** It does nothing for a while, unless it does nothing now. */
  public void pause(long nanos) {
    if (machine.isRunning()) {
      machine.stopFor(nanos);
    }
  }

  /** Its command connection breaks. */
  public void cutCommands() {
    backend.commands().cut();
  }

  /** Replies to it disappear for a while. */
  public void swallowReplies(long nanos) {
    backend.commands().swallowFor(nanos);
  }

  /** Its commands disappear for a while. */
  public void swallowCommands(long nanos) {
    backend.commands().swallowAllFor(nanos);
  }

  /** So many of a hundred commands are carried out twice. */
  public void repeatCommands(double percent) {
    backend.commands().repeat(percent);
  }

  /** Its push connection breaks. */
  public void cutPushes() {
    backend.pushes().cut(world.percent(50));
  }

  /** Its push connection breaks, and leads to a replica from then on, or to the server. */
  public void leadPushes(boolean toReplica) {
    backend.pushes().lead(toReplica);
  }

  /** What is pushed to it disappears for a while. */
  public void swallowPushes(long nanos) {
    backend.pushes().swallowFor(nanos);
  }

  /** So many of a hundred pushed messages are lost, and so many come twice. */
  public void disturbPushes(double lost, double repeated) {
    backend.pushes().disturb(lost, repeated);
  }

  /** It is killed; the server sees that at once, or much later if its machine is gone too. */
  public void kill() {
    machine.kill();
    backend.commands().close();
    backend.pushes().close(world.percent(70) ? 0 : world.between(1_000_000, LATEST_CLOSED));
    List.copyOf(sleeping).forEach(SimulatedThread::wake);
  }

  /** What its client still has to do. */
  public String unfinished() {
    return client.unfinished();
  }

  @Override
  public String toString() {
    return machine.toString();
  }
}
