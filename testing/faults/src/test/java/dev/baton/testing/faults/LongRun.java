package dev.baton.testing.faults;

import dev.baton.testing.faults.worker.Adapter;
import dev.baton.testing.faults.worker.Use;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The long form, by hand: {@code testing/faults/run}. Writes down what it found. */
class LongRun {
  private static final Duration TIME = Duration.ofMinutes(Long.getLong("faults.minutes", 10));
  private static final Grounds GROUNDS =
      Grounds.valueOf(System.getProperty("faults.on", "server").toUpperCase(Locale.ROOT));
  private static final Use USE = Use.given();
  private static final int ROUNDS = Integer.getInteger("faults.rounds", 5);

  /** So long is one campaign: then all processes and the server begin anew. */
  private static final Duration STRETCH = Duration.ofMinutes(5);

  @Test
  void locks_underFaultsForLong_keepTheirPromises() throws Exception {
    long seed = Seed.given();
    List<CampaignResult> results = new ArrayList<>();
    long begin = System.nanoTime();
    for (Duration left = TIME; !left.isNegative() && !left.isZero(); ) {
      Duration stretch = left.compareTo(STRETCH) < 0 ? left : STRETCH;
      results.add(GROUNDS.campaign(seed + results.size(), USE, stretch));
      left = TIME.minusNanos(System.nanoTime() - begin);
    }
    LongRunText text = new LongRunText(GROUNDS, USE, seed, TIME, results, recoveries());
    write(text);
    results.forEach(CampaignResult::printAndAssertClean);
  }

  private static RecoveryTimes recoveries() throws IOException, InterruptedException {
    RecoveryTimes times = new RecoveryTimes();
    for (int round = 0; GROUNDS == Grounds.SERVER && round < ROUNDS; round++) {
      for (Adapter adapter : Adapter.values()) {
        recover(new Recovery(adapter, times));
      }
    }
    return times;
  }

  private static void recover(Recovery recovery) throws IOException, InterruptedException {
    if (USE == Use.ELECTION) {
      recovery.ofKilledLeader();
    } else if (USE != Use.SEVERAL) {
      recovery.ofKilledWaiter();
      recovery.ofKilledHolder();
      recovery.ofLostPush(6_000);
      recovery.ofLostPush(30_000);
      recovery.ofRestart();
    }
  }

  private static void write(LongRunText text) throws IOException {
    String where = GROUNDS == Grounds.SERVER ? "" : "-" + GROUNDS.word();
    String how = USE == Use.EXCLUSIVE ? "" : "-" + USE.word();
    Path file = Path.of("results", LocalDate.now(ZoneOffset.UTC) + where + how + ".txt");
    Files.createDirectories(file.getParent());
    Files.writeString(file, text.toString());
    System.out.println(file.toAbsolutePath());
  }
}
