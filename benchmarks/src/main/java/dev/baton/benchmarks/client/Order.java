package dev.baton.benchmarks.client;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.baton.benchmarks.contestant.Entrant;
import dev.baton.benchmarks.contestant.Seat;

/** What a client process is told to do, one a line. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
@JsonSubTypes({
  @JsonSubTypes.Type(Order.Open.class),
  @JsonSubTypes.Type(Order.Perform.class),
  @JsonSubTypes.Type(Order.Close.class),
})
public sealed interface Order {

  /** Connect this contestant. */
  record Open(Entrant entrant, Seat seat) implements Order {}

  /** Let it work. */
  record Perform(Task task) implements Order {}

  /** Disconnect it. */
  record Close() implements Order {}
}
