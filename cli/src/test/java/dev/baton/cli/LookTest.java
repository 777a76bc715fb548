package dev.baton.cli;

import static dev.baton.cli.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.LockOptions;
import dev.baton.LossReason;
import dev.baton.ReleaseOutcome;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code ls}, {@code show}, {@code watch} and {@code force-release}. */
class LookTest {
  private static final String URL = RawRedis.url();
  private static final LockOptions LONG = LockOptions.defaults().leaseDuration(Duration.ofHours(6));

  private final String key = RawRedis.freshKey();
  private final LockClient holder = LockClient.builder(URL).application("holder").build();
  private final LockClient waiter = LockClient.builder(URL).application("waiter").build();

  @AfterEach
  void close() {
    holder.close();
    waiter.close();
  }

  private Outcome baton(String command, String... args) {
    List<String> words = new ArrayList<>(List.of("--url", URL, command));
    words.addAll(List.of(args));
    return Outcome.of(words.toArray(String[]::new));
  }

  private CompletableFuture<Lease> waiting() {
    CompletableFuture<Lease> next = waiter.lock(key, LONG).acquireAsync().toCompletableFuture();
    await().until(() -> waiter.lock(key).inspect().waiting() == 1);
    return next;
  }

  @Test
  void ls_heldLocks_showsHolderTimesAndWaiters() throws Exception {
    holder.lock(key, LONG).acquire();
    holder.lock(key + "-b", LockOptions.defaults().neverExpires().ownerToken("my own")).acquire();
    CompletableFuture<Lease> next = waiting();
    Outcome listed = baton("ls", key + "*");

    assertThat(listed.code()).isZero();
    assertThat(listed.out().lines().toList().get(0))
        .matches("LOCK +HOLDER +HELD FOR +EXPIRES IN +WAITING");
    assertThat(listed.out().lines().skip(1).toList())
        .satisfiesExactly(
            row -> assertThat(row).matches(key + " +holder on \\S+ \\(\\d+\\) .* 5 h 59 min +1"),
            row -> assertThat(row).matches(key + "-b +\"my own\" .* never +-"));
    next.cancel(true);
    RawRedis.ask("DEL " + key + "-b");
  }

  @Test
  void ls_nothingFound_isEmptyAndNoError() {
    assertThat(baton("ls", key)).isEqualTo(new Outcome(0, "", ""));
  }

  @Test
  void ls_foreignStrings_areListedIfAskedFor() {
    RawRedis.ask("SET " + key + " theirs");
    assertThat(baton("ls", key).out()).isEmpty();
    assertThat(baton("ls", "--foreign", key).out()).contains(key + "  theirs");
  }

  @Test
  void json_isTheDocumentedSchema() throws Exception {
    Lease lease = holder.lock(key, LONG).acquire();
    CompletableFuture<Lease> next = waiting();
    String lock =
        ("{'lock':'KEY','locked':true,'holder':{'token':'TOKEN','application':'holder','host':"
                + "'HOST','pid':PID},'heldForMillis':N,'expiresInMillis':N,'fencingToken':FENCE,"
                + "'waiting':1,'waiters':")
            .replace('\'', '"')
            .replace("KEY", key)
            .replace("TOKEN", lease.ownerToken())
            .replace("HOST", lease.ownerToken().replaceAll(".*@(.*):.*", "$1"))
            .replace("PID", Long.toString(ProcessHandle.current().pid()))
            .replace("FENCE", Long.toString(lease.fencingToken()));
    assertThat(numbered(baton("ls", "--json", key)))
        .isEqualTo(lock + "[],\"sharing\":null,\"holders\":[]}\n");
    assertThat(numbered(baton("show", "--json", key)))
        .startsWith(lock + "[{\"token\":\"waiter@")
        .endsWith(",\"application\":\"waiter\"" + numberedTail(lock));
    next.cancel(true);
  }

  private static String numbered(Outcome outcome) {
    assertThat(outcome.code()).isZero();
    return outcome.out().replaceAll("(Millis\":)\\d+", "$1N");
  }

  private static String numberedTail(String lock) {
    String host = lock.replaceAll(".*(\"host\":\"[^\"]*\",\"pid\":\\d+).*", "$1");
    return ","
        + host
        + ",\"waitedMillis\":N,\"wants\":\"exclusive\",\"weight\":null,\"limit\":null}],"
        + "\"sharing\":null,\"holders\":[]}\n";
  }

  @Test
  void show_heldAndFree_tellsBothWithItsExitCode() throws Exception {
    Lease lease = holder.lock(key, LONG).acquire();
    CompletableFuture<Lease> next = waiting();
    Outcome held = baton("show", key);
    assertThat(held.code()).isZero();
    assertThat(held.out())
        .contains("holder   holder on ", "token    " + lease.ownerToken(), "waiting  1")
        .contains("1. waiter on ");
    next.cancel(true);
    await().until(() -> holder.lock(key).inspect().waiting() == 0);
    lease.release();
    Outcome free = baton("show", key);
    assertThat(free.code()).isEqualTo(1);
    assertThat(free.out()).startsWith('"' + key + "\" is free\n").contains("waiting  nobody");
  }

  @Test
  void sharedLock_isListedAndShownWithAllWhoShareIt() throws Exception {
    Lease one = holder.readWriteLock(key, LONG).readLock().acquire();
    assertThat(baton("ls", key).out())
        .containsPattern(key + " +holder on \\S+ \\(\\d+\\), shared .* 5 h 59 min +-");
    Lease two = waiter.readWriteLock(key, LONG).readLock().acquire();
    CompletableFuture<Lease> next = waiting();
    assertThat(baton("ls", key).out()).containsPattern(key + " +2 share it .* 5 h 59 min +1");
    assertThat(baton("show", key).out())
        .contains("  holders  2\n", "1. holder on ", "2. waiter on ", "token " + one.ownerToken())
        .containsPattern("  1\\. waiter on .* for [0-9.]+ s, exclusive\n");
    assertThat(baton("locked", key).out()).contains("is shared by 2, for another 5 h 59 min");
    String json = numbered(baton("show", "--json", key));
    assertThat(json)
        .contains(
            "\"sharing\":{\"count\":2,\"weight\":2,\"limited\":false,\"limit\":null},"
                + "\"holders\":[{\"token\":\""
                + one.ownerToken(),
            "\"weight\":1,\"expiresInMillis\":N}]");
    assertThat(baton("ls", "--json", key).out()).contains("{\"count\":2", "\"holders\":[]");
    one.release();
    two.release();
    next.get(60, TimeUnit.SECONDS).release();
  }

  @Test
  void permits_areShownWithTheirNumber_whereOneWhoWaitsTellsIt() throws Exception {
    Lease three = holder.semaphore(key, 5, LONG).withWeight(3).acquire();
    Lease one = waiter.semaphore(key, 5, LONG).acquire();
    assertThat(baton("ls", key).out()).contains("4 permits, 2 holders");
    assertThat(baton("show", key).out()).contains("permits  4\n", "3 permits, token ");
    CompletableFuture<Lease> next =
        waiter.semaphore(key, 5, LONG).withWeight(2).acquireAsync().toCompletableFuture();
    await().until(() -> waiter.lock(key).inspect().waiting() == 1);
    assertThat(baton("show", key).out())
        .contains("permits  4 of 5\n")
        .containsPattern("1\\. waiter on .*, 2 of 5 permits\n");
    assertThat(baton("locked", key).out()).contains("has 4 of 5 permits taken");
    assertThat(baton("show", "--json", key).out())
        .contains("\"wants\":\"shared\",\"weight\":2,\"limit\":5", "\"limited\":true,\"limit\":5");
    three.release();
    one.release();
    next.get(60, TimeUnit.SECONDS).release();
  }

  @Test
  void forceRelease_sharedLock_takesItFromAll_andTheWriterHasItsTurn() throws Exception {
    Lease one = holder.readWriteLock(key, LONG).readLock().acquire();
    Lease two = waiter.readWriteLock(key, LONG).readLock().acquire();
    CompletableFuture<LossReason> told = two.lost().toCompletableFuture();
    CompletableFuture<Lease> next = waiting();
    Outcome forced = baton("force-release", key, "--yes");
    assertThat(forced.code()).isZero();
    assertThat(forced.out()).contains("taken from all 2 who share it: now ", "is held by waiter@");
    next.get(60, TimeUnit.SECONDS).release();
    told.get(60, TimeUnit.SECONDS);
    assertThat(one.release()).isEqualTo(ReleaseOutcome.ALREADY_LOST);
  }

  @Test
  void forceRelease_oneWhoSharesIt_leavesTheOthers() throws Exception {
    Lease one = holder.readWriteLock(key, LONG).readLock().acquire();
    Lease two = waiter.readWriteLock(key, LONG).readLock().acquire();
    Outcome forced = baton("force-release", "--json", "--yes", key, one.ownerToken());
    assertThat(forced.out())
        .contains("\"released\":true", "\"taken\":[{\"token\":\"" + one.ownerToken() + "\"");
    assertThat(waiter.lock(key).inspect().holder()).contains(two.ownerToken());
    assertThat(baton("release", key, two.ownerToken()).code()).isZero();
    assertThat(RawRedis.exists(key)).isFalse();
  }

  @Test
  void show_dataOfAnotherType_isAnError() {
    RawRedis.ask("LPUSH " + key + " a");
    assertThat(baton("show", key).code()).isEqualTo(65);
    assertThat(baton("force-release", "--yes", key).code()).isEqualTo(65);
    assertThat(RawRedis.exists(key)).isTrue();
  }

  @Test
  void watch_notOnATerminal_printsEachChangeOnce() throws Exception {
    Lease lease = holder.lock(key, LONG).acquire();
    try (BatonProcess watching =
        BatonProcess.start("watch", "--interval", "0.02", "--url", URL, key)) {
      watching.awaitOut("held by holder on ");
      CompletableFuture<Lease> next = waiting();
      watching.awaitOut("waiting: waiter on ");
      lease.release();
      watching.awaitOut("held by waiter on ");
      next.get(60, TimeUnit.SECONDS).release();
      watching.awaitOut("free");
      assertThat(watching.out().lines().filter(line -> line.contains("held by holder"))).hasSize(1);
      watching.signal("TERM");
      assertThat(watching.outcome().code()).isEqualTo(128 + 15);
      assertThat(watching.out()).doesNotContain("\u001b");
    }
  }

  @Test
  void forceRelease_yes_handsOnAndTheVictimHearsAtOnce() throws Exception {
    Lease lease = holder.lock(key, LONG).acquire();
    CompletableFuture<LossReason> lost = lease.lost().toCompletableFuture();
    CompletableFuture<Lease> next = waiting();
    // Renewals are two hours apart: only a message can tell it.
    await().until(() -> RawRedis.ask("PUBSUB SHARDCHANNELS").equals("*2"));
    Outcome forced = baton("force-release", key, "--yes");

    assertThat(forced.code()).isZero();
    assertThat(forced.out())
        .contains("holder   holder on ", "1. waiter on ", "taken from holder on ");
    assertThat(lost.get(60, TimeUnit.SECONDS)).isEqualTo(LossReason.OVERWRITTEN);
    next.get(60, TimeUnit.SECONDS).release();
  }

  @Test
  void forceRelease_nobodyToAsk_changesNothing() throws Exception {
    Lease lease = holder.lock(key, LONG).acquire();
    Outcome asked = BatonProcess.run("force-release", "--url", URL, key);
    assertThat(asked.code()).isEqualTo(64);
    assertThat(asked.err()).contains("--yes");
    assertThat(lease.isHeld()).isTrue();
    assertThat(RawRedis.exists(key)).isTrue();
    assertThat(baton("force-release", "--json", key).code()).isEqualTo(64);
  }

  @Test
  void forceRelease_free_saysSo() {
    Outcome free = baton("force-release", "--yes", key);
    assertThat(free.code()).isEqualTo(1);
    assertThat(free.err()).contains("is free");
    assertThat(baton("force-release", "--yes", "--json", key).out())
        .isEqualTo("{\"lock\":\"" + key + "\",\"released\":false,\"holder\":null,\"taken\":[]}\n");
  }

  @Test
  void forceRelease_callersOwnToken_isReleased() {
    baton("acquire", key, "my own");
    Outcome forced = baton("force-release", "--yes", key);
    assertThat(forced.code()).isZero();
    assertThat(forced.out()).contains("taken from \"my own\"", "is free");
  }

  /** The heap is that of the launcher; a reader that goes away ends the scan. */
  @Test
  void ls_hundredThousandLocks_streamsInBoundedMemory() throws Exception {
    int count = 100_000;
    makeLocks(key, count);
    RawRedis.ask("CONFIG RESETSTAT");
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx24m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            "dev.baton.cli.Main",
            "--url",
            URL,
            "ls",
            key + ":*");
    assertThat(lines(command, 3)).hasSize(3);
    assertThat(scans()).as("pages before the reader was gone").isLessThan(50);
    assertThat(lines(command, Integer.MAX_VALUE)).hasSize(1 + count);
    RawRedis.ask("FLUSHALL");
  }

  /** Locks named key:0, key:1 and so on, of a process that is not there. */
  static void makeLocks(String key, int count) {
    for (int from = 0; from < count; from += 1_000) {
      StringBuilder pairs = new StringBuilder("MSET");
      for (int i = from; i < from + 1_000; i++) {
        pairs.append(' ').append(key).append(':').append(i);
        pairs.append(" app@host:1/abc.").append(i).append("#1700000000000000");
      }
      assertThat(RawRedis.ask(pairs.toString())).isEqualTo("+OK");
    }
  }

  private static List<String> lines(List<String> command, int most)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    List<String> lines = new ArrayList<>();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        lines.add(line);
        if (lines.size() == most) {
          break;
        }
      }
    }
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return lines;
  }

  private static int scans() {
    String stats = RawRedis.askAll("INFO commandstats");
    return Integer.parseInt(stats.replaceAll("(?s).*cmdstat_scan:calls=(\\d+).*", "$1"));
  }
}
