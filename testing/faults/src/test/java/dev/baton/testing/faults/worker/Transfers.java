package dev.baton.testing.faults.worker;

import dev.baton.Acquirable;
import dev.baton.LockClient;
import dev.baton.LockException;
import dev.baton.MultiLease;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * Takes from one account and pays into another, again and again, with a lock on both. What it has
 * moved is printed: {@code moved} and a sum for each account.
 */
final class Transfers implements Runnable {
  private static final Duration LONG = Duration.ofMinutes(5);

  private final LockClient client;
  private final Path file;
  private final int count;
  private final Random random;

  /**
   * So many transfers.
   *
   * @param file the accounts
   */
  Transfers(LockClient client, Path file, int count, long seed) {
    this.client = client;
    this.file = file;
    this.count = count;
    this.random = new Random(seed);
  }

  @Override
  public void run() {
    long[] moved = new long[Accounts.COUNT];
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      Accounts accounts = new Accounts(channel);
      for (int i = 0; i < count; i++) {
        int from = random.nextInt(Accounts.COUNT);
        int to = (from + 1 + random.nextInt(Accounts.COUNT - 1)) % Accounts.COUNT;
        int sum = 1 + random.nextInt(100);
        transfer(accounts, from, to, sum);
        moved[from] -= sum;
        moved[to] += sum;
      }
      System.out.println(
          "moved "
              + Arrays.stream(moved).mapToObj(Long::toString).collect(Collectors.joining(" ")));
    } catch (LockException | IllegalStateException | IOException e) {
      System.out.println("moved not: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void transfer(Accounts accounts, int from, int to, int sum)
      throws InterruptedException, IOException {
    try (MultiLease both = client.allOf(lock(from), lock(to)).acquire(LONG)) {
      long taken = accounts.balance(from) - sum;
      long paid = accounts.balance(to) + sum;
      accounts.write(from, taken, both.of(name(from)).fencingToken());
      accounts.write(to, paid, both.of(name(to)).fencingToken());
      both.ensureHeld();
    }
  }

  private Acquirable lock(int account) {
    return client.lock(name(account), WantedLock.STRICT.options().leaseDuration(LONG));
  }

  private static String name(int account) {
    return "account:" + account;
  }
}
