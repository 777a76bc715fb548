package dev.baton;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** Looks on who leads. */
public interface LeaderObserver extends AutoCloseable {

  /**
   * What is led; the name of the lock that the leader holds.
   *
   * @return the name
   */
  String name();

  /**
   * Asks Redis who leads; one round trip, blocking.
   *
   * @return the leader, once it has said so; empty if nobody leads, also if the lock of this name
   *     is held by one who is no candidate
   * @throws BackendException if Redis did not answer or refused: who leads is not known
   */
  Optional<Leader> leader();

  /**
   * Calls back with who leads, first as it is now, then after each change: also once nobody leads.
   * Changes that follow upon each other quickly may be told as one. Returns at once. The client
   * listens for this on a connection that it opens without waiting, and asks when something is said
   * there, when that connection was lost, and when the leader's lease ends as it was last seen.
   * Where subscriptions are forbidden it asks every second. While Redis does not answer nothing is
   * told.
   *
   * @param action what to do; runs on threads of Baton's, one call at a time and in order, and may
   *     block; what it throws is logged
   * @throws IllegalStateException if this is closed
   */
  void onChange(Consumer<? super Optional<Leader>> action);

  /** Looks on no more. Does not block; never throws. A call back under way is not waited for. */
  @Override
  void close();

  /**
   * Who leads.
   *
   * @param candidate what the leader says of itself, see {@link ElectionOptions#candidate}
   * @param ownerToken the value that the lock has in Redis while it leads
   * @param term the number of its term, larger than that of all before
   * @param since for how long it had led when Redis was asked
   */
  record Leader(String candidate, String ownerToken, long term, Duration since) {}
}
