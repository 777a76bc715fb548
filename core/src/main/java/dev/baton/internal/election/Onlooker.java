package dev.baton.internal.election;

import dev.baton.LeaderObserver;
import dev.baton.internal.lease.Faults;
import dev.baton.internal.protocol.Limits;
import dev.baton.internal.script.LockKeys;
import dev.baton.spi.BackendFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/** One who looks on who leads. */
final class Onlooker implements LeaderObserver {
  private final Elections elections;
  private final Surroundings client;
  private final String name;
  private final Callbacks callbacks;

  // Below: touched under the elections' lock of this name.

  /** Those whom it has told to be told; none before it looks on, and once it is closed. */
  final List<Watch.Follower> followers = new ArrayList<>();

  boolean closed;

  Onlooker(Elections elections, Surroundings client, String name) {
    this.elections = elections;
    this.client = client;
    this.name = Limits.name(name);
    this.callbacks = new Callbacks(client.threads());
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Optional<Leader> leader() {
    if (!client.mayWait().getAsBoolean()) {
      throw Faults.mustNotWait(name);
    }
    try {
      return Watch.leader(
          client.runner().run(client.calls().leader(LockKeys.of(client.prefix(), name))));
    } catch (BackendFault fault) {
      throw Faults.translate(name, fault);
    }
  }

  @Override
  public void onChange(Consumer<? super Optional<Leader>> action) {
    Objects.requireNonNull(action, "action");
    elections.follow(this, new Watch.Follower(callbacks, action));
  }

  @Override
  public void close() {
    elections.lookAway(this);
  }

  @Override
  public String toString() {
    return "LeaderObserver[\"" + name + "\"]";
  }
}
