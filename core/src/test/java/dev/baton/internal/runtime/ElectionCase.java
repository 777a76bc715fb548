package dev.baton.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.ElectionOptions;
import dev.baton.LeaderElection;
import dev.baton.Leadership;
import dev.baton.internal.time.DueTimer;
import dev.baton.internal.time.Environment;
import dev.baton.spi.ConnectionFault;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;

/** Candidates on a server in memory, whose clock, timer and threads are the test's. */
abstract class ElectionCase {
  static final ElectionOptions OPTIONS = ElectionOptions.candidate("host one");

  final ScriptedBackend backend = new ScriptedBackend();
  final DueTimer timer = new DueTimer();

  /** What is to run on threads of the client's: callbacks, work, and what opens channels. */
  final Queue<Runnable> elsewhere = new ArrayDeque<>();

  final Engine engine =
      backend.engine(timer, new Environment(timer, timer, Runnable::run, elsewhere::add, () -> 1));

  /** What the listener was told. */
  final List<String> told = new ArrayList<>();

  final List<Leadership> terms = new ArrayList<>();

  final LeaderElection.Listener listener =
      new LeaderElection.Listener() {
        @Override
        public void elected(Leadership leadership) {
          told.add("elected");
          terms.add(leadership);
        }

        @Override
        public void deposed(Leadership leadership, LeaderElection.Reason why) {
          assertThat(leadership.isCurrent()).isFalse();
          told.add(why.name());
        }
      };

  @AfterEach
  void close() {
    backend.on("RELEASE", ScriptedBackend.words("RELEASED"));
    backend.on("CANCEL", ScriptedBackend.words("CANCELLED"));
    engine.services().timer().soon(engine::close); // on the timer's thread: it waits for nothing
    timer.advance(Duration.ofMillis(1));
  }

  LeaderElection elect() {
    return engine.elect("boss", OPTIONS, listener);
  }

  /** Has the threads of the client's do what there is to do. */
  void settle() {
    for (Runnable next = elsewhere.poll(); next != null; next = elsewhere.poll()) {
      next.run();
    }
  }

  Leadership elected() {
    elect();
    settle();
    assertThat(told).containsExactly("elected");
    return terms.get(0);
  }

  /** Fails an operation as a connection does that breaks after sending. */
  void cut(String operation) {
    backend.on(
        operation,
        command -> {
          throw new ConnectionFault("cut", true, null);
        });
  }

  int count(String operation) {
    return backend.commands(operation).size();
  }
}
