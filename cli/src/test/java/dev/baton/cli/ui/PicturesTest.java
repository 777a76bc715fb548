package dev.baton.cli.ui;

import static dev.baton.cli.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Acquirable;
import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.LockOptions;
import dev.baton.testing.server.RedisServer;
import dev.baton.testing.server.RespConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Takes the pictures of docs/ui.md anew, of the page as it is, on request: {@code mvn test -pl cli
 * -am -Dsurefire.failIfNoSpecifiedTests=false -Dtest=PicturesTest -Dpictures.write=true}.
 */
@EnabledIfSystemProperty(named = "pictures.write", matches = "true")
class PicturesTest {
  private static final Path IMAGES = Path.of("../docs/images");
  private static final int WIDTH = 1100;
  private static final LockOptions DEFAULTS = LockOptions.defaults();

  @TempDir private static Path folder;

  private final RedisServer server = RedisServer.start();
  private final RespConnection redis = new RespConnection("127.0.0.1", server.port());
  private final List<LockClient> clients = new ArrayList<>();
  private final LockClient client = another();
  private final Set<String> renewed = new HashSet<>();

  @AfterEach
  void close() {
    clients.forEach(LockClient::close);
    redis.close();
    server.close();
  }

  @Test
  void pictures_ofThePage() throws Exception {
    try (Visit visit = Visit.to(server.uri(), /* writable= */ true);
        Browser browser = Browser.start(folder)) {
      fill();
      browser.go(visit.address());
      await().until(() -> browser.count("#rows tr") >= 13);
      browser.resize(WIDTH, 780);
      picture(browser, "ui-locks");
      browser.resize(400, 720);
      picture(browser, "ui-narrow");

      browser.resize(WIDTH, 850);
      browser.run("location.hash = '#lock=deploy:production'");
      await().until(() -> browser.text("#grants").matches("(3[2-9]|[4-9]\\d) grants.*"));
      await().until(() -> browser.text("#queue").contains("4\n"));
      picture(browser, "ui-lock");
      browser.dark(true);
      picture(browser, "ui-lock-dark");
      browser.dark(false);
      browser.run("location.hash = '#lock=order:1042'");
      await().until(() -> browser.text("#queue").contains("refund"));
      browser.click("#release");
      picture(browser, "ui-release");
      browser.click("#confirm-no");
    }
  }

  @Test
  void picture_ofADeadlock() throws Exception {
    try (Visit visit = Visit.to(server.uri(), /* writable= */ true);
        Browser browser = Browser.start(folder)) {
      String one = "transfer@db1:5500/k3v.1";
      String other = "transfer@db2:5502/p7c.1";
      held("account:1042", one, Duration.ofSeconds(94));
      held("account:2077", other, Duration.ofSeconds(93));
      held("mail:outbox", "mail@web2:5504/q1z.1", Duration.ofMinutes(5));
      held("nightly", "report@web1:5503/w9d.1", Duration.ofMinutes(48));
      waiting("account:2077", one);
      waiting("account:1042", other);
      browser.resize(WIDTH, 790);
      browser.go(visit.address());
      await().until(() -> browser.count("#deadlocks svg .wait") == 2);
      Thread.sleep(12_000); // so long they have waited
      picture(browser, "ui-deadlock");
    }
  }

  /** Locks that have been held for a while, by processes of several hosts. */
  private void fill() throws Exception {
    held("order:1042", "billing@web1:913/b0q.1", Duration.ofSeconds(167));
    waiting("order:1042", "billing@web3:911/t5w.1");
    waiting("order:1042", "refund@web2:1207/x8m.1");
    waiting("order:1042", "billing@web4:908/h2j.1");
    held("migrate:schema", "deploy@ci7:31002/d4n.1", Duration.ofSeconds(174));
    waiting("migrate:schema", "deploy@ci2:30417/e7r.1");
    held("report:monthly", "report@db2:802/m3s.1", Duration.ofMinutes(28));
    waiting("report:monthly", "report@db1:4711/n6u.1");
    held("held:by:hand", "4f0c5b6a-9a0e-4d21-8d6f-1b6f2a7c9e55", Duration.ofHours(25));
    held("backup", "backup@db1:1188/s8y.1", Duration.ofMinutes(182));
    held("index:products", "search@idx1:222/c1f.1", Duration.ofSeconds(234));
    held("cache:rebuild:eu", "warmer@cache2:640/v2g.1", Duration.ofSeconds(126));
    held("mail:digest", "mailer@web2:1201/y6b.1", Duration.ofSeconds(61));
    held("invoice:2026-11", "billing@web1:913/b0q.2", Duration.ofSeconds(12));
    held("user:88:avatar", "media@web4:3110/z9k.1", Duration.ofSeconds(3));
    for (LockClient each : List.of(client, another(), another())) {
      got(each.readWriteLock("config").readLock());
    }
    for (LockClient each : List.of(client, another())) {
      got(each.semaphore("crawl", 3));
    }
    turns(
        "deploy:production",
        "nightly@cron1:77/a1b.1",
        "billing@web1:913/b0q.3",
        "report@db1:4711/n6u.2",
        "billing@web3:911/t5w.2",
        "report@db2:802/m3s.2");
  }

  /**
   * As if it had been taken a while ago, by a client that renews it; an own token never expires.
   */
  private void held(String name, String owner, Duration ago) {
    got(client.lock(name, DEFAULTS.neverExpires().autoRenew(false)));
    long fence = Instant.now().minus(ago).toEpochMilli() * 1_000 + 417;
    String record = (String) ((List<?>) redis.send("KEYS", "baton:fence:*}" + name)).get(0);
    redis.send("SETRANGE", record, "0", Long.toString(fence));
    redis.send("PERSIST", record);
    boolean own = !owner.contains("@");
    redis.send("SET", name, own ? owner : owner + "#" + fence);
    if (!own) {
      renewed.add(name);
      renew();
    }
  }

  private void renew() {
    for (String name : renewed) {
      redis.send("PEXPIRE", name, Long.toString(20_000 + Math.floorMod(name.hashCode(), 9_000)));
    }
  }

  private LockClient another() {
    LockClient made = LockClient.builder(server.uri()).build();
    clients.add(made);
    return made;
  }

  private static void got(Acquirable lock) {
    assertThat(lock.tryAcquire()).isPresent();
  }

  private void waiting(String name, String owner) {
    long before = client.lock(name).inspect().waiting();
    var unused = client.lock(name, DEFAULTS.ownerToken(owner)).acquireAsync();
    await().until(() -> client.lock(name).inspect().waiting() == before + 1);
  }

  /** Several want one lock again and again, each for a second or two. */
  private void turns(String name, String... owners) {
    for (String owner : owners) {
      Random random = new Random(owner.hashCode());
      Thread thread =
          new Thread(
              () -> {
                while (true) {
                  try (Lease lease = client.lock(name, DEFAULTS.ownerToken(owner)).acquire()) {
                    Thread.sleep(700 + random.nextInt(2_000));
                  } catch (InterruptedException | RuntimeException e) {
                    return; // the client is closed at the end
                  }
                }
              });
      thread.setDaemon(true);
      thread.start();
    }
  }

  private void picture(Browser browser, String name) throws IOException, InterruptedException {
    renew();
    Thread.sleep(3_000); // it is surveyed, and what moves has come to rest
    Files.write(IMAGES.resolve(name + ".png"), browser.screenshot());
  }
}
