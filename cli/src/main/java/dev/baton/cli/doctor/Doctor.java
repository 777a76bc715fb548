package dev.baton.cli.doctor;

import dev.baton.LockClient;
import dev.baton.cli.server.Reply;
import dev.baton.cli.server.Server;
import java.util.List;
import java.util.function.Consumer;

/** The examination: what is looked at, in this order. */
final class Doctor {
  private final LockClient client;
  private final Server server;
  private final Probe probe;
  private final Consumer<Finding> teller;

  /**
   * An examination.
   *
   * @param client for the trial of a real lock
   * @param server the same server, to be asked
   * @param probe the names that are used
   * @param teller is told of each finding as soon as it is made
   */
  Doctor(LockClient client, Server server, Probe probe, Consumer<Finding> teller) {
    this.client = client;
    this.server = server;
    this.probe = probe;
    this.teller = teller;
  }

  void examine() throws InterruptedException {
    Facts facts = Facts.of(server);
    Reply role = server.ask("ROLE");
    teller.accept(Identity.judge(facts));
    teller.accept(Topology.judge(facts, role, Topology.watched(server)));
    if (Topology.isSentinel(facts)) {
      return; // it would be found to lack everything
    }
    Features features = Features.of(server);
    tell(features.judge());
    Failover.judge(facts, Topology.replicas(facts, role).orElse(0L)).ifPresent(teller);
    teller.accept(Persistence.judge(facts));
    teller.accept(Eviction.judge(facts));
    tell(Connections.judge(facts));
    Rights rights = Rights.of(server, probe, features.shardChannels());
    teller.accept(rights.judge());
    rights.absent().ifPresent(teller);
    Writes.judge(rights.others()).ifPresent(teller);
    if (rights.allowPushes()) {
      teller.accept(Pushes.judge(Pushes.arrive(server, probe, features.shardChannels())));
    }
    tell(Clock.judge(Clock.sample(server)));
    teller.accept(RoundTrip.judge(RoundTrip.measure(server)));
    if (!rights.areForOtherKeys()) {
      teller.accept(LockTrial.of(client, probe).judge());
    }
  }

  private void tell(List<Finding> findings) {
    findings.forEach(teller);
  }
}
