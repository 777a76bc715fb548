package dev.baton.internal.runtime;

import static dev.baton.internal.runtime.ScriptedBackend.words;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.DistributedLock;
import dev.baton.Lease;
import dev.baton.internal.script.LockKeys;
import dev.baton.spi.ConnectionFault;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** What a recording of the JDK's Flight Recorder shows of locks, without any listener. */
@Isolated("a recording has all of the JVM")
class FlightRecorderTest {
  @TempDir Path folder;

  private final ScriptedBackend backend = new ScriptedBackend();

  @Test
  void recording_hasWaitsWithTheirStacks_holdsAndTroubles() throws Exception {
    Path file = folder.resolve("locks.jfr");
    try (Recording recording = new Recording();
        Engine engine = backend.engine()) {
      engine.servers().of(LockKeys.of("any")).channel().open();
      recording.enable("dev.baton.LockAcquire").withoutThreshold();
      recording.enable("dev.baton.LockHold").withoutThreshold();
      recording.enable("dev.baton.RenewalUnanswered");
      recording.enable("dev.baton.ConnectionLost");
      recording.start();
      DistributedLock lock = engine.lock("recorded");
      Lease lease = acquireHere(lock);
      backend.on(
          "RENEW",
          command -> {
            throw new ConnectionFault("cut", true, null);
          });
      try (ParkedTimer parked = new ParkedTimer(engine.services().timer())) {
        engine.services().renewer().doubtAll();
      }
      ParkedTimer.drain(engine.services().timer());
      lease.release();
      backend.on("ACQUIRE", words("HELD", 20_000L, CohortCase.HOLDER));
      assertThat(lock.tryAcquire()).isEmpty();
      backend.listener().onDisconnected();
      recording.stop();
      recording.dump(file);
    }

    List<RecordedEvent> events = RecordingFile.readAllEvents(file);
    List<RecordedEvent> acquired = named(events, "dev.baton.LockAcquire");
    assertThat(acquired).hasSize(2);
    RecordedEvent taken = acquired.get(0);
    assertThat(taken.getString("lock")).isEqualTo("recorded");
    assertThat(taken.getString("mode")).isEqualTo("EXCLUSIVE");
    assertThat(taken.getString("outcome")).isEqualTo("TAKEN");
    assertThat(taken.getLong("fencingToken")).isEqualTo(1);
    assertThat(Objects.requireNonNull(taken.getStackTrace()).getFrames())
        .anyMatch(frame -> frame.getMethod().getName().equals("acquireHere"));
    assertThat(acquired.get(1).getString("outcome")).isEqualTo("BUSY");
    assertThat(acquired.get(1).getLong("fencingToken")).isZero();
    assertThat(named(events, "dev.baton.LockHold"))
        .singleElement()
        .satisfies(
            hold -> {
              assertThat(hold.getString("lock")).isEqualTo("recorded");
              assertThat(hold.getString("outcome")).isEqualTo("RELEASED");
              assertThat(hold.getLong("fencingToken")).isEqualTo(1);
            });
    assertThat(named(events, "dev.baton.RenewalUnanswered"))
        .singleElement()
        .satisfies(event -> assertThat(event.getString("lock")).isEqualTo("recorded"));
    assertThat(named(events, "dev.baton.ConnectionLost"))
        .singleElement()
        .satisfies(event -> assertThat(event.getString("connection")).isEqualTo("COMMANDS"));
  }

  private static Lease acquireHere(DistributedLock lock) throws InterruptedException {
    return lock.acquire();
  }

  private static List<RecordedEvent> named(List<RecordedEvent> events, String name) {
    return events.stream().filter(event -> event.getEventType().getName().equals(name)).toList();
  }
}
