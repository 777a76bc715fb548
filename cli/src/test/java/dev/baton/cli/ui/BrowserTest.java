package dev.baton.cli.ui;

import static dev.baton.cli.Eventually.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.LockOptions;
import dev.baton.ReleaseOutcome;
import dev.baton.cli.survey.Shortlist;
import dev.baton.testing.server.RedisServer;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page as a person sees and uses it, in a real Chromium. */
class BrowserTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String FIRST_ROW = "#rows tr:first-child";

  @TempDir private static Path folder;
  private static Browser browser;

  private final RedisServer server = RedisServer.start();
  private final LockClient report = client("report");
  private final LockClient billing = client("billing");
  private final Visit visit = Visit.to(server.patientUri(), /* writable= */ true);

  @BeforeAll
  static void start() {
    String hint =
        "SKIPPED: the tests of baton ui in a browser, since /usr/bin/chromium and"
            + " /usr/bin/chromedriver are not both here (apt-get install chromium chromium-driver)";
    if (!Browser.isInstalled()) {
      System.err.println(hint);
    }
    assumeTrue(Browser.isInstalled(), hint);
    browser = Browser.start(folder);
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
  }

  private LockClient client(String application) {
    return LockClient.builder(server.patientUri()).application(application).build();
  }

  @BeforeEach
  void enter() {
    browser.errors(); // those of before
    browser.go(visit.address());
  }

  @AfterEach
  void close() {
    browser.go("about:blank");
    visit.close();
    billing.close();
    report.close();
    server.close();
  }

  private Lease take(LockClient client, String name) {
    return client.lock(name).tryAcquire().orElseThrow();
  }

  private CompletionStage<Lease> queued(String name) {
    CompletionStage<Lease> waiting = billing.lock(name).acquireAsync();
    await().until(() -> report.lock(name).inspect().waiting() == 1);
    return waiting;
  }

  private static void eventually(ThrowingRunnable assertion) {
    await().untilAsserted(assertion);
  }

  /** The names in the table, from top to bottom. */
  private static String names() {
    return browser
        .run("return [...document.querySelectorAll('.lockname')].map(a => a.textContent).join(' ')")
        .getAsString();
  }

  private void openLock(String name) {
    browser.run("location.hash = '#lock=' + encodeURIComponent(arguments[0])", name);
    eventually(() -> assertThat(browser.text("#badge")).isNotEmpty());
  }

  @Test
  void page_opened_takesTheTokenOutOfItsAddressAndBreaksNoPolicy() {
    assertThat(browser.run("return location.href").getAsString()).isEqualTo(visit.origin() + "/");
    eventually(() -> assertThat(browser.text("#empty-text")).isEqualTo("No lock is held"));
    assertThat(browser.text("#state-text")).isEqualTo("live");
    assertThat(browser.run("return document.cookie").getAsString()).isEmpty();
    assertThat(browser.errors()).isEmpty();
  }

  @Test
  void deadlock_isDrawnAboveTheTable_markedInIt_andDrawnOnTheLocksPage() {
    String hostile = "<img src=x onerror=alert(1)>";
    take(report, "calm");
    take(report, "left");
    take(billing, hostile);
    queued("left");
    var wanted = report.lock(hostile).acquireAsync().toCompletableFuture();

    eventually(() -> assertThat(browser.text("#deadlocks h2")).isEqualTo("A possible deadlock"));
    assertThat(browser.count("#deadlocks svg .wait")).isEqualTo(2);
    assertThat(browser.text("#deadlocks ol"))
        .contains("report on ", " has left and waits ", hostile);
    assertThat(browser.count("#rows .stuck:not([hidden])")).isEqualTo(2);
    openLock("left");
    eventually(() -> assertThat(browser.count("#lock-deadlocks svg .wait")).isEqualTo(2));
    browser.run("location.hash = ''");
    wanted.cancel(true);
    eventually(() -> assertThat(browser.isSeen("#deadlocks")).isFalse());
    assertThat(browser.count("#rows .stuck:not([hidden])")).isZero();
    assertThat(browser.errors()).isEmpty();
  }

  @Test
  void table_locksComeWaitAndGo_changesByItself() {
    Lease lease = take(report, "calm");
    eventually(() -> assertThat(browser.text(FIRST_ROW)).contains("calm", "report"));

    Lease busy = take(report, "busy");
    queued("busy");
    eventually(() -> assertThat(browser.text(FIRST_ROW)).contains("busy"));
    assertThat(browser.text("#locks")).isEqualTo("2");
    assertThat(browser.text("#waiting")).isEqualTo("1");

    busy.close();
    eventually(() -> assertThat(browser.text("#rows")).contains("billing"));
    lease.close();
    eventually(() -> assertThat(browser.count("#rows tr")).isEqualTo(1));
  }

  @Test
  void table_headingClicked_sortsByIt() {
    List.of("b", "a", "c").forEach(name -> take(report, name));
    eventually(() -> assertThat(browser.count("#rows tr")).isEqualTo(3));

    browser.click("th[data-order=name] button");
    eventually(() -> assertThat(names()).isEqualTo("a b c"));
    browser.click("th[data-order=name] button");
    eventually(() -> assertThat(names()).isEqualTo("c b a"));
    assertThat(
            browser
                .run("return document.querySelector('th[data-order=name]').ariaSort")
                .getAsString())
        .isEqualTo("descending");
  }

  @Test
  void search_typed_showsWhatMatches() {
    List.of("order:1", "order:2", "mail").forEach(name -> take(report, name));
    eventually(() -> assertThat(browser.count("#rows tr")).isEqualTo(3));

    browser.type("body", "/");
    browser.type("#search", "order:*");
    eventually(() -> assertThat(browser.count("#rows tr")).isEqualTo(2));
    assertThat(browser.text("#found")).isEqualTo("2 found");
    browser.type("#search", "\uE00C"); // Escape
    eventually(() -> assertThat(browser.count("#rows tr")).isEqualTo(3));
    browser.type("#search", "nothing such");
    eventually(() -> assertThat(browser.text("#empty-text")).isEqualTo("No lock matches"));
  }

  @Test
  void name_thatIsHostile_isOnlyText() {
    String name = "<img src=x onerror=alert(1)><script>alert(2)</script>\n\u202E\"'&amp;";
    take(report, name);
    String shown = name.replace("\n", "\\u{a}").replace("\u202E", "\\u{202e}");

    eventually(() -> assertThat(browser.text("#rows .lockname")).isEqualTo(shown));
    browser.click("#rows .lockname");
    eventually(() -> assertThat(browser.text("#badge")).isEqualTo("held"));
    assertThat(browser.text("#name")).isEqualTo(shown);
    browser.click("#release");
    assertThat(browser.text("#confirm-title")).contains(shown);
    assertThat(browser.count("img, #lock script, #list script")).isZero();
    browser.click("#confirm-yes");
    eventually(() -> assertThat(billing.lock(name).isLocked()).isFalse());
    assertThat(browser.errors()).isEmpty();
  }

  @Test
  void lock_opened_showsItsQueueAndWhoHadIt() {
    Lease lease = take(report, "k");
    CompletionStage<Lease> next = queued("k");
    openLock("k");

    eventually(() -> assertThat(browser.text("#queue")).contains("1", "billing"));
    assertThat(browser.text("#holder")).contains("report");
    assertThat(browser.text("#facts"))
        .contains(lease.ownerToken(), Long.toString(lease.fencingToken()));
    lease.close();
    eventually(() -> assertThat(browser.text("#holder")).contains("billing"));
    eventually(
        () -> assertThat(browser.text("#grants")).isEqualTo("2 grants seen, to 2 processes."));
    assertThat(browser.count("#history rect:not(.lane)")).isEqualTo(2);
    assertThat(browser.text("#queue-note")).isEqualTo("Nobody waits.");
    next.toCompletableFuture().join().close();
    eventually(() -> assertThat(browser.text("#badge")).isEqualTo("free"));
  }

  @Test
  void history_commandsThatComeAndGo_haveOneLane() {
    Lease lease = take(report, "k");
    openLock("k");
    eventually(() -> assertThat(browser.text("#facts")).contains(lease.ownerToken(), "Copy"));
    String drawn =
        browser
            .run(
                """
                const job = (pid) => ({ application: 'job', host: 'h', pid, token: `job@h:${pid}/a.1`,
                  from: pid * 1e6, until: pid * 1e6 + 5e5, over: true, fence: pid });
                seen = { ...seen, nowMicros: 40e6, beganMicros: 0, history: [job(7), job(8), job(9)] };
                drawHistory();
                return `${$('history').textContent} ${$('grants').textContent} `
                  + $('history').querySelectorAll('.lane').length;\
                """)
            .getAsString();
    assertThat(drawn).contains("h · 3 processes").endsWith(" 3 grants seen, to 3 processes. 1");
    lease.close();
  }

  @Test
  void release_confirmed_handsOnAndIsShown() {
    Lease lease = take(report, "k");
    CompletionStage<Lease> next = queued("k");
    openLock("k");
    eventually(() -> assertThat(browser.text("#queue")).contains("billing"));

    browser.click("#release");
    assertThat(browser.text("#confirm"))
        .contains(
            "Release “k” by force?", "report on ", "1 process is waiting. billing on ", "is next");
    browser.click("#confirm-no");
    assertThat(browser.isSeen("#confirm")).isFalse();
    assertThat(lease.isHeld()).as("kept").isTrue();
    browser.click("#release");
    browser.click("#confirm-yes");

    eventually(() -> assertThat(browser.text("#holder")).contains("billing"));
    assertThat(next.toCompletableFuture().join().isHeld()).isTrue();
    assertThat(browser.text("#toast")).isEqualTo("Released.");
    browser.click(".back a");
    eventually(() -> assertThat(browser.text(FIRST_ROW)).contains("k", "billing"));
  }

  @Test
  void sharedLock_showsEachHolder_andReleasesOneOrAll() throws Exception {
    LockOptions apart = LockOptions.defaults().strictFifo(true); // a share for each
    Lease one = report.readWriteLock("k", apart).readLock().acquire();
    Lease two = report.readWriteLock("k", apart).readLock().acquire();
    Lease three = report.readWriteLock("k", apart).readLock().acquire();
    eventually(() -> assertThat(browser.text(FIRST_ROW)).contains("3 share it"));
    CompletionStage<Lease> writer = queued("k");
    openLock("k");
    eventually(() -> assertThat(browser.text("#holder")).isEqualTo("3 share it"));
    assertThat(browser.text("#badge")).isEqualTo("shared");
    assertThat(browser.count("#sharers li")).isEqualTo(3);
    assertThat(browser.text("#sharers")).contains("report", "expires in");
    eventually(() -> assertThat(browser.text("#queue")).contains("billing", "exclusive"));

    browser.click("#sharers li:first-child button");
    assertThat(browser.text("#confirm-text")).contains("2 others share it and stay");
    browser.click("#confirm-yes");
    eventually(() -> assertThat(browser.count("#sharers li")).isEqualTo(2));
    assertThat(browser.text("#toast")).isEqualTo("Released.");
    browser.click("#release");
    assertThat(browser.text("#confirm-text")).contains("2 share it: report", "billing", "is next");
    browser.click("#confirm-yes");
    eventually(() -> assertThat(browser.text("#holder")).contains("billing"));
    assertThat(browser.count("#sharers li")).isZero();
    writer.toCompletableFuture().get().release();
    assertThat(List.of(one.release(), two.release(), three.release()))
        .containsOnly(ReleaseOutcome.ALREADY_LOST);
    assertThat(browser.errors()).isEmpty();
  }

  @Test
  void page_thatOnlyShows_hasNoButton() {
    take(report, "k");
    try (Visit reader = Visit.to(server.patientUri(), /* writable= */ false)) {
      browser.go(reader.address());
      openLock("k");
      eventually(() -> assertThat(browser.text("#holder")).contains("report"));

      assertThat(browser.isSeen("#release")).isFalse();
    }
  }

  @Test
  void redis_awayAndBack_isSaidInThePage() {
    take(report, "k");
    eventually(() -> assertThat(browser.text(FIRST_ROW)).contains("k"));
    server.stop();

    eventually(() -> assertThat(browser.text("#trouble")).contains("Redis has not answered for"));
    assertThat(browser.text(FIRST_ROW)).as("as known before").contains("k");
    server.restart();
    eventually(() -> assertThat(browser.text("#state-text")).isEqualTo("live"));
    assertThat(browser.isSeen("#trouble")).isFalse();
  }

  @Test
  void tab_second_showsTheSame() {
    take(report, "k");
    eventually(() -> assertThat(browser.text(FIRST_ROW)).contains("k"));

    browser.newTab();
    browser.go(visit.origin() + "/#lock=k");
    eventually(() -> assertThat(browser.text("#holder")).contains("report"));
  }

  @Test
  void table_ofAHundredThousandLocks_answersASearch() throws IOException {
    browser.go("about:blank"); // nobody looks, so that none are counted that are not all
    fill(100_000);
    browser.go(visit.address());

    // a survey takes a tenth of the time at most: after one that saw some only, the next may be far
    await()
        .atMost(PATIENCE.multipliedBy(5))
        .untilAsserted(() -> assertThat(browser.text("#locks")).isEqualTo("100,000"));
    assertThat(browser.count("#rows tr")).isEqualTo(Shortlist.MOST);
    assertThat(browser.text("#found")).startsWith("99,800 more");
    browser.type("#search", "lock:77777");
    await() // as above
        .atMost(PATIENCE.multipliedBy(5))
        .untilAsserted(() -> assertThat(browser.count("#rows tr")).isEqualTo(1));
    assertThat(browser.text(FIRST_ROW)).contains("lock:77777", "app");
  }

  /** Locks of so many names, by plain commands. */
  private void fill(int locks) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        OutputStream out = new BufferedOutputStream(socket.getOutputStream());
        BufferedReader in =
            new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8))) {
      for (int at = 0; at < locks; at += 1_000) {
        for (int i = at; i < at + 1_000; i++) {
          out.write(
              "SET lock:%d app@host:1/abc.%d#1700000000000000\r\n".formatted(i, i).getBytes(UTF_8));
        }
        out.flush();
        for (int i = at; i < at + 1_000; i++) {
          assertThat(in.readLine()).isEqualTo("+OK");
        }
      }
    }
  }
}
