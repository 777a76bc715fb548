package dev.baton.testing.simulation;

import dev.baton.LeaderObserver.Leader;
import dev.baton.Lease;
import dev.baton.testing.history.Checker;
import dev.baton.testing.history.Ending;
import dev.baton.testing.history.History;
import dev.baton.testing.history.Operation;
import dev.baton.testing.history.Outcome;
import dev.baton.testing.history.Report;
import dev.baton.testing.simulation.client.Actor;
import dev.baton.testing.simulation.client.Observer;
import dev.baton.testing.simulation.client.Reign;
import dev.baton.testing.simulation.client.SimulatedProcess;
import dev.baton.testing.simulation.client.Wait;
import dev.baton.testing.simulation.client.Wants;
import dev.baton.testing.simulation.world.Network;
import dev.baton.testing.simulation.world.Server;
import dev.baton.testing.simulation.world.World;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;

/** One run: its world, all that happens in it, and the judgement. */
final class Course implements Observer {
  private static final long SECOND = 1_000_000_000L;
  private static final long LONGEST = 600 * SECOND;

  /** A lease, and the time in which one may yet be renewed by a command under way. */
  private static final long LAST_KEYS = 16 * SECOND;

  /** A queue that nobody asks about any more is gone after that. */
  private static final long LAST_QUEUES = 61 * SECOND;

  private final World world;
  private final Plan plan;
  private final Server server;
  private final Network network;
  private final History history = new History();
  private final Map<String, Grants> grants = new LinkedHashMap<>();
  private final Map<String, Beliefs> beliefs = new LinkedHashMap<>();
  private final Map<String, Leaders> leaders = new LinkedHashMap<>();
  private final Map<String, Idle> idle = new LinkedHashMap<>();
  private final List<SimulatedProcess> processes = new ArrayList<>();
  private final List<Actor> users = new ArrayList<>();
  private long begun;

  Course(long seed, Use use) {
    this(seed, use, UnaryOperator.identity());
  }

  /**
   * The course of a seed.
   *
   * @param use how locks are held in it
   * @param change what is done to scripts before they run
   */
  Course(long seed, Use use, UnaryOperator<String> change) {
    this.world = new World(seed);
    this.plan = Plan.drawn(world, use);
    this.server = new Server(world, drift(), change);
    this.network = new Network(world, plan.usualDelay());
    for (String lock : plan.locks()) {
      Grants ofLock = new Grants(world, server, lock);
      grants.put(lock, ofLock);
      beliefs.put(lock, new Beliefs(world, ofLock, plan.keepsTime(), history));
      leaders.put(lock, new Leaders(world, ofLock, plan.keepsTime(), history));
      idle.put(lock, new Idle(world, ofLock));
    }
    server.afterCommand(
        words -> grants.values().forEach(ofLock -> ofLock.checkAfterCommand(words)));
    world.afterEach(this::check);
    for (int i = 0; i < plan.processes(); i++) {
      begin();
    }
  }

  private void check() {
    beliefs.values().forEach(Beliefs::check);
    leaders.values().forEach(Leaders::check);
    idle.values().forEach(Idle::check);
  }

  World world() {
    return world;
  }

  Plan plan() {
    return plan;
  }

  Server server() {
    return server;
  }

  Network network() {
    return network;
  }

  List<SimulatedProcess> processes() {
    return processes;
  }

  Map<String, Grants> grants() {
    return grants;
  }

  private long drift() {
    return world.below(2 * plan.driftParts() + 1) - plan.driftParts();
  }

  /** A new process, with users. */
  void begin() {
    begun++;
    SimulatedProcess process =
        new SimulatedProcess(
            world,
            server,
            network,
            "p" + begun,
            begun,
            drift(),
            plan.commandTimeout(),
            plan.shardChannels());
    processes.add(process);
    Wants wants =
        new Wants(
            plan.locks(),
            plan.modes(),
            plan.keepsEverything(),
            plan.changesLeases(),
            /* tryTakes= */ 2 * plan.commandTimeout().toNanos() + 200_000_000);
    for (int i = 0; i < plan.users(); i++) {
      Actor user = plan.use().user(world, process, this, wants, i, plan.rounds());
      users.add(user);
      user.start();
    }
  }

  /** The server forgets something of these locks. */
  void forgotten() {
    grants.values().forEach(Grants::forgotten);
  }

  /** A process is killed. */
  void kill(SimulatedProcess process) {
    processes.remove(process);
    process.kill();
    beliefs.values().forEach(ofLock -> ofLock.crashed(process.toString()));
    leaders.values().forEach(ofLock -> ofLock.crashed(process.toString()));
  }

  /** Lets it all happen. */
  Result run() {
    Faults faults = new Faults(this);
    faults.begin();
    long faultsEnd = plan.rounds() * SECOND;
    world.at(
        faultsEnd,
        () -> {
          faults.end();
          users.forEach(Actor::stop);
          leaders.values().forEach(Leaders::quiet);
        });
    world.runUntil(faultsEnd);
    while (!users.stream().allMatch(Actor::isDone)) {
      if (world.now() > faultsEnd + LONGEST) {
        throw world.breach("NEVER ENDS: " + users.stream().filter(user -> !user.isDone()).toList());
      }
      world.runUntil(world.now() + SECOND);
    }
    world.runUntil(world.now() + LAST_KEYS);
    checkNothingIsLeft();
    world.runUntil(world.now() + LAST_QUEUES);
    checkOnlyRecordsAreLeft();
    return new Result(
        plan,
        faults.done(),
        checked(),
        world.happened(),
        server.commands(),
        longestIdle(),
        leaders.values().stream().mapToLong(Leaders::overlaps).sum(),
        world.fingerprint());
  }

  private long longestIdle() {
    return LongStream.concat(
            idle.values().stream().mapToLong(Idle::longest),
            leaders.values().stream().mapToLong(Leaders::longestWithout))
        .max()
        .orElse(0);
  }

  private void checkNothingIsLeft() {
    for (String lock : plan.locks()) {
      if (server.keys().exists(lock)) {
        throw world.breach("ORPHANED: " + lock + " is " + grants.get(lock).holding());
      }
    }
    for (SimulatedProcess process : processes) {
      if (!process.unfinished().equals("waits 0, leases 0, unsettled 0, cohorts 0, kept 0")) {
        throw world.breach("LEAKED: " + process + " has " + process.unfinished());
      }
    }
  }

  /** The last grant of a lock is remembered for longer, but not for ever. */
  private void checkOnlyRecordsAreLeft() {
    List<String> records = grants.values().stream().flatMap(Grants::records).toList();
    for (String key : server.keys().keys()) {
      if (!records.contains(key) || !server.keys().expires(key)) {
        throw world.breach("LEFT FOR EVER: " + key);
      }
    }
  }

  private Map<Outcome, Long> checked() {
    boolean judged = plan.faults().stream().noneMatch(Kind::forgets);
    long slack = plan.faults().contains(Kind.PROCESS_PAUSED) ? LONGEST : SECOND / 50;
    Report report = Checker.exact().slack(slack).check(history);
    if (judged && !report.violations().isEmpty()) {
      throw world.breach("THE CHECKER FOUND: " + report);
    }
    return report.operations();
  }

  @Override
  public void wanted(String lock, Wait wait) {
    idle.get(lock).begin(wait);
  }

  @Override
  public void granted(Wait wait, Lease lease) {
    idle.get(lease.lockName()).end(wait);
    beliefs.get(lease.lockName()).begin(wait, lease);
  }

  @Override
  public void refused(String lock, Wait wait, Outcome outcome) {
    idle.get(lock).end(wait);
    history.add(
        Operation.ungranted(
                lock, wait.who(), wait.wantedAt(), wait.deadlineAt(), world.now(), outcome)
            .inMode(wait.mode()));
  }

  @Override
  public void ended(Lease lease, Ending ending) {
    beliefs.get(lease.lockName()).end(lease, ending);
  }

  @Override
  public void stands(String lock, String who) {
    ofElection(lock).stands(who);
  }

  @Override
  public void standsNoMore(String lock, String who) {
    ofElection(lock).standsNoMore(who);
  }

  @Override
  public void elected(Reign reign) {
    ofElection(reign.leadership().name()).elected(reign);
  }

  @Override
  public void leads(Reign reign) {
    ofElection(reign.leadership().name()).leads(reign);
  }

  @Override
  public void deposed(Reign reign) {
    ofElection(reign.leadership().name()).deposed(reign);
  }

  @Override
  public void told(String lock, Optional<Leader> leader) {
    ofElection(lock).told(leader);
  }

  private Leaders ofElection(String lock) {
    return Objects.requireNonNull(leaders.get(lock));
  }

  @Override
  public void breach(String what) {
    throw world.breach(what);
  }
}
