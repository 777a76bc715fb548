package dev.baton.benchmarks.contestant;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** A contestant of whose one client many can read at the same time, each with its own grant. */
public interface ManyReaders {
  /** For longer than anything is measured, so that nothing is renewed meanwhile. */
  Duration LONG = Duration.ofMinutes(10);

  /**
   * Lets one more read for {@link #LONG}.
   *
   * @param name the lock's name
   * @param reader which one, from 0
   * @return completes when it reads
   */
  CompletionStage<?> read(String name, int reader);
}
