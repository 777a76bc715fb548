package dev.baton.cluster;

import dev.baton.spi.Backend;
import dev.baton.spi.Command;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One primary, for commands that are about no key. It belongs to the cluster, which closes it. */
final class PrimaryView implements Backend {
  private final ClusterBackend cluster;
  private final ClusterMember member;

  PrimaryView(ClusterBackend cluster, ClusterMember member) {
    this.cluster = cluster;
    this.member = member;
  }

  @Override
  public @Nullable Object execute(Command command) {
    return cluster.execute(command, member);
  }

  @Override
  public CompletionStage<@Nullable Object> submit(Command command) {
    return cluster.submit(command, member);
  }

  @Override
  public List<CompletionStage<@Nullable Object>> submitAll(List<Command> commands) {
    List<CompletionStage<@Nullable Object>> replies = new ArrayList<>(commands.size());
    commands.forEach(command -> replies.add(submit(command)));
    return replies;
  }

  @Override
  public void subscribe(byte[] channel, boolean sharded) {
    throw new UnsupportedOperationException("the cluster knows where a channel belongs");
  }

  @Override
  public void unsubscribe(byte[] channel, boolean sharded) {
    throw new UnsupportedOperationException("the cluster knows where a channel belongs");
  }

  @Override
  public boolean mayWait() {
    return cluster.mayWait();
  }

  @Override
  public Duration commandTimeout() {
    return cluster.commandTimeout();
  }

  /** Does nothing. */
  @Override
  public void close() {}

  /** The node's address. */
  @Override
  public String toString() {
    return member.toString();
  }
}
