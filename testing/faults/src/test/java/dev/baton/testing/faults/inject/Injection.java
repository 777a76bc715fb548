package dev.baton.testing.faults.inject;

import dev.baton.testing.faults.harness.ClusterSite;
import dev.baton.testing.faults.harness.SentinelSite;
import dev.baton.testing.faults.harness.ServerSite;
import dev.baton.testing.faults.harness.Site;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * A fault that can be done to a site.
 *
 * @param <S> the sites that it can be done to
 */
public interface Injection<S extends Site> {
  /** All that one server can suffer. */
  static List<Injection<? super ServerSite>> toServer() {
    List<Injection<? super ServerSite>> all = new ArrayList<>(List.of(NetworkFault.values()));
    all.addAll(List.of(ProcessFault.values()));
    all.addAll(List.of(CommandFault.values()));
    all.addAll(List.of(ServerFault.values()));
    all.addAll(List.of(ReplicaFault.values()));
    all.addAll(List.of(DataFault.values()));
    return all;
  }

  /** One of each kind of those that one server can suffer, for what is not to take long. */
  static List<Injection<? super ServerSite>> toServerBriefly() {
    return List.of(
        NetworkFault.CUT_COMMANDS,
        NetworkFault.CUT_PUSHES,
        ProcessFault.KILL_HOLDER,
        ProcessFault.KILL_WAITER,
        ProcessFault.STOP_HOLDER,
        CommandFault.SCRIPT_FLUSH,
        ServerFault.RESTART,
        ReplicaFault.DEMOTION,
        DataFault.FLUSHALL);
  }

  /** All that a primary, its replicas and its Sentinels can suffer. */
  static List<Injection<? super SentinelSite>> toSentinels() {
    List<Injection<? super SentinelSite>> all = new ArrayList<>(List.of(ProcessFault.values()));
    all.addAll(CommandFault.SHORT);
    all.addAll(List.of(SentinelFault.values()));
    return all;
  }

  /** All that a cluster can suffer. */
  static List<Injection<? super ClusterSite>> toCluster() {
    List<Injection<? super ClusterSite>> all = new ArrayList<>(List.of(ProcessFault.values()));
    all.addAll(CommandFault.SHORT);
    all.addAll(List.of(ClusterFault.values()));
    return all;
  }

  /** The constant's name. */
  String name();

  /** Its name in words. */
  default String kind() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** Whether two may believe at once to hold a lock afterwards. */
  default boolean losesData() {
    return false;
  }

  /** Whether another server is the primary of something afterwards. */
  default boolean changesRoles() {
    return false;
  }

  /** Does it, waits for as long as it is to last, and puts right what can be. */
  void strike(S site, Random random) throws IOException, InterruptedException;
}
