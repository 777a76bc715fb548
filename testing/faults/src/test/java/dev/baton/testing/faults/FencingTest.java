package dev.baton.testing.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testing.faults.harness.ServerSite;
import dev.baton.testing.faults.harness.Worker;
import dev.baton.testing.faults.worker.Adapter;
import dev.baton.testing.server.RedisServer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Writers that never ask whether they still hold the lock, and stand still for too long. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class FencingTest {
  private static final int ROUNDS = 2;

  @ParameterizedTest
  @EnumSource
  void resource_writtenByAPausedHolder_isSavedByFencesOnly(Adapter adapter) throws Exception {
    Resource fenced = new Resource(true);
    Resource open = new Resource(false);
    for (int round = 0; round < ROUNDS; round++) {
      try (ServerSite site = new ServerSite(RedisServer.start())) {
        Worker paused = writer(site, adapter);
        write(paused, fenced, open);
        paused.pause();
        Worker next = writer(site, adapter);
        write(next, fenced, open);
        paused.overheard(); // what it said before it stood still
        paused.resume();
        write(paused, fenced, open);
        write(next, fenced, open);
      }
    }
    assertThat(fenced.harmed()).isZero();
    assertThat(fenced.refused()).as("the paused holder did write again").isPositive();
    assertThat(open.harmed()).as("harm can be seen where nothing prevents it").isPositive();
  }

  private static Worker writer(ServerSite site, Adapter adapter) throws Exception {
    Worker worker = site.hire(adapter, 1);
    worker.tell("scribble lock 400");
    worker.await("held");
    return worker;
  }

  private static void write(Worker writer, Resource... resources) throws InterruptedException {
    for (int i = 0; i < 20; i++) {
      long fence = Long.parseLong(writer.await("write")[1]);
      List.of(resources).forEach(resource -> resource.write(fence));
    }
  }
}
