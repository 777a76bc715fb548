package dev.baton.benchmarks.client;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.baton.benchmarks.contestant.Contestant;

/** Work for a client process, sent to it as a line of JSON. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
@JsonSubTypes({
  @JsonSubTypes.Type(ClosedLoop.class),
  @JsonSubTypes.Type(FixedRate.class),
  @JsonSubTypes.Type(Reentry.class),
  @JsonSubTypes.Type(HoldKeys.class),
  @JsonSubTypes.Type(KeepOneReading.class),
  @JsonSubTypes.Type(KeepManyReading.class),
  @JsonSubTypes.Type(WaitForKeys.class),
  @JsonSubTypes.Type(QueueOfWaiters.class),
  @JsonSubTypes.Type(TakeLeases.class),
  @JsonSubTypes.Type(WatchLeases.class),
  @JsonSubTypes.Type(TakeShares.class),
  @JsonSubTypes.Type(ReleaseToReaders.class),
})
public sealed interface Task
    permits ClosedLoop,
        FixedRate,
        Reentry,
        HoldKeys,
        KeepOneReading,
        KeepManyReading,
        WaitForKeys,
        QueueOfWaiters,
        TakeLeases,
        WatchLeases,
        TakeShares,
        ReleaseToReaders {

  /**
   * Does it.
   *
   * @param contestant who is measured
   * @param keep for what shall outlive the task
   */
  Outcome perform(Contestant contestant, Keeping keep) throws Exception;
}
