package dev.baton.testing.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testing.faults.harness.ServerSite;
import dev.baton.testing.faults.harness.Worker;
import dev.baton.testing.faults.worker.Accounts;
import dev.baton.testing.server.RedisServer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Money that goes from account to account, each way at the same time, in several processes. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class TransferTest {
  private static final int PROCESSES = 4;
  private static final int THREADS = 2;
  private static final int EACH = 125;

  @Test
  void transfers_ofEightThreadsInFourProcesses_areAllDone_andNoneIsLost() throws Exception {
    try (ServerSite site = new ServerSite(RedisServer.start());
        FileChannel file =
            FileChannel.open(
                site.file("accounts"),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
      List<Worker> workers = new ArrayList<>();
      for (int i = 0; i < PROCESSES; i++) {
        workers.add(site.hire(THREADS));
      }
      for (Worker worker : workers) {
        worker.await("ready");
      }
      long begin = System.nanoTime();
      for (int i = 0; i < PROCESSES; i++) {
        workers.get(i).tell("transfer " + EACH + " " + i * THREADS);
      }
      long[] expected = new long[Accounts.COUNT];
      for (Worker worker : workers) {
        for (int thread = 0; thread < THREADS; thread++) {
          String[] moved = worker.await("moved");
          assertThat(moved).as(String.join(" ", moved)).hasSize(1 + Accounts.COUNT);
          for (int i = 0; i < Accounts.COUNT; i++) {
            expected[i] += Long.parseLong(moved[1 + i]);
          }
        }
      }
      System.out.printf(
          "%,d transfers in %.1f s%n",
          PROCESSES * THREADS * EACH, (System.nanoTime() - begin) / 1e9);

      Accounts accounts = new Accounts(file);
      for (int i = 0; i < Accounts.COUNT; i++) {
        assertThat(accounts.balance(i)).as("account " + i).isEqualTo(expected[i]);
      }
      assertThat(expected).doesNotContain(0); // by these seeds
      assertThat(site.stopAndLookForLeftovers()).isEmpty();
    }
  }
}
