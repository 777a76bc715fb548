package dev.baton.cli;

import static dev.baton.cli.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Lease;
import dev.baton.LockClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code acquire}, {@code release} and {@code locked}. */
class ScriptLockTest {
  private static final String URL = RawRedis.url();
  private final String key = RawRedis.freshKey();

  private Outcome baton(String command, String... args) {
    List<String> words = new ArrayList<>(List.of("--url", URL, command));
    words.addAll(List.of(args));
    return Outcome.of(words.toArray(String[]::new));
  }

  @Test
  void lock_acquiredAndReleased_isLockedInBetween() {
    assertThat(baton("locked", key)).isEqualTo(new Outcome(1, '"' + key + "\" is free\n", ""));

    Outcome acquired = baton("acquire", key);
    String token = acquired.out().strip();
    assertThat(acquired.code()).isZero();
    assertThat(RawRedis.ask("PTTL " + key)).as("never expires").isEqualTo(":-1");

    Outcome locked = baton("locked", key);
    assertThat(locked.code()).isZero();
    assertThat(locked.out()).contains("held by " + token, "never expires");

    Outcome wrong = baton("release", key, "somebody else's");
    assertThat(wrong.code()).isEqualTo(1);
    assertThat(wrong.err()).contains("not released", "held by " + token);

    assertThat(baton("release", key, token)).isEqualTo(new Outcome(0, "", ""));
    assertThat(baton("locked", key).code()).isEqualTo(1);
    assertThat(baton("release", key, token).err()).contains("is free");
  }

  @Test
  void renew_withTheToken_isForLongerAndNeverForLess() {
    baton("acquire", key, "tok", "--lease", "1m");

    assertThat(baton("renew", key, "tok", "2h")).isEqualTo(new Outcome(0, "", ""));
    assertThat(RawRedis.ask("PTTL " + key)).matches(":7[12]\\d{5}");
    assertThat(baton("renew", "--json", key, "tok", "5"))
        .isEqualTo(new Outcome(0, "{\"lock\":\"" + key + "\",\"renewed\":true}\n", ""));
    assertThat(RawRedis.ask("PTTL " + key)).matches(":7[12]\\d{5}");

    Outcome wrong = baton("renew", key, "another", "9h");
    assertThat(wrong.code()).isEqualTo(1);
    assertThat(wrong.err()).contains("not renewed", "held by tok");
    assertThat(baton("renew", key, "tok", "0").code()).isEqualTo(64);
    assertThat(baton("renew", key, "tok").code()).isEqualTo(64);
    baton("release", key, "tok");
    assertThat(baton("renew", key, "tok", "1m").err()).contains("is free");
  }

  @Test
  void acquire_withoutAToken_tellsThoseWhoLookWhoTookIt() {
    String token = baton("acquire", key, "--name", "deploy of 7").out().strip();
    assertThat(token)
        .matches(
            "deploy_of_7@[\\w.-]+:" + ProcessHandle.current().parent().orElseThrow().pid() + "/.*");
    assertThat(baton("show", key).out()).contains("deploy_of_7 on ");
    assertThat(baton("acquire", "-n", key).err()).contains("held by " + token);
    assertThat(baton("release", key, token).code()).isZero();

    String next = baton("acquire", key).out().strip();
    assertThat(next).isNotEqualTo(token).contains("@", ":", "/");
    baton("release", key, next);
  }

  @Test
  void token_givenByTheCaller_isTheValueInRedis() {
    assertThat(baton("acquire", key, "my own").out()).isEqualTo("my own\n");
    assertThat(baton("release", key, "my own").code()).isZero();
  }

  @Test
  void acquire_withLease_expiresByItself() {
    baton("acquire", key, "--lease", "100.5");

    assertThat(Long.parseLong(RawRedis.ask("PTTL " + key).substring(1)))
        .isBetween(60_500L, 100_500L);
    assertThat(baton("locked", key).out()).contains("for another 1 min ");
  }

  @Test
  void acquire_busyAndNotToWait_exits1AndSaysWhoHoldsIt() {
    baton("acquire", key, "first");

    Outcome atOnce = baton("acquire", key, "-n");
    assertThat(atOnce.code()).isEqualTo(1);
    assertThat(atOnce.out()).isEmpty();
    assertThat(atOnce.err())
        .isEqualTo("baton: \"" + key + "\" is held by first until released: it never expires\n");

    long before = System.nanoTime();
    assertThat(baton("acquire", key, "--wait", "0.3").code()).isEqualTo(1);
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(300));
  }

  @Test
  void acquire_busyLock_waitsForItsRelease() {
    baton("acquire", key, "first");

    try (BatonProcess waiter = BatonProcess.start("--url", URL, "acquire", key, "second")) {
      await().until(() -> baton("locked", key).out().contains("1 waiting"));
      baton("release", key, "first");

      assertThat(waiter.outcome()).isEqualTo(new Outcome(0, "second\n", ""));
    }
    assertThat(baton("locked", key).out()).contains("held by second");
  }

  @Test
  void acquire_interruptedWhileWaiting_leavesTheQueue() {
    baton("acquire", key, "first");

    try (BatonProcess waiter = BatonProcess.start("--url", URL, "acquire", key, "second")) {
      await().until(() -> baton("locked", key).out().contains("1 waiting"));
      waiter.signal("TERM");

      assertThat(waiter.outcome().code()).isEqualTo(143);
    }
    assertThat(baton("locked", key).out()).contains("held by first").doesNotContain("waiting");
  }

  @Test
  void acquire_tokenCannotBePrinted_releasesTheLock() {
    PrintWriter full = new PrintWriter(new FullDisk());
    StringWriter err = new StringWriter();

    int code = Main.execute(full, new PrintWriter(err, true), "--url", URL, "acquire", key);

    assertThat(code).isEqualTo(70);
    assertThat(err.toString()).contains("the lock was released");
    assertThat(RawRedis.exists(key)).isFalse();
  }

  @Test
  void json_ofEachCommand_isOneObject() {
    assertThat(baton("acquire", key, "tok", "--lease", "60", "--json").out())
        .matches(
            "\\{\"lock\":\""
                + key
                + "\",\"token\":\"tok\",\"fencingToken\":\\d+,"
                + "\"expiresInMillis\":60000}\n");
    assertThat(baton("locked", "--json", key).out())
        .matches(
            "\\{\"lock\":\""
                + key
                + "\",\"locked\":true,\"holder\":\\{\"token\":\"tok\","
                + "\"application\":null,\"host\":null,\"pid\":null},\"heldForMillis\":\\d+,"
                + "\"expiresInMillis\":\\d+,\"fencingToken\":\\d+,\"waiting\":0,\"waiters\":\\[],\"sharing\":null,\"holders\":\\[]}\n");
    assertThat(baton("release", key, "tok", "--json").out())
        .isEqualTo("{\"lock\":\"" + key + "\",\"released\":true}\n");
    assertThat(baton("locked", "--json", key).out()).contains("\"locked\":false,\"holder\":null");
  }

  @Test
  void locked_holderWithControlCharacters_cannotSteerTheTerminal() {
    baton("acquire", key, "a\u001b[2Jb");

    assertThat(baton("locked", key).out()).contains("a\\x1b[2Jb").doesNotContain("\u001b");
    baton("release", key, "a\u001b[2Jb");
  }

  @Test
  void key_ofAnotherType_isHeldByAForeigner() {
    RawRedis.ask("RPUSH " + key + " x");

    assertThat(baton("acquire", key, "-n").code()).isEqualTo(65);
    assertThat(baton("acquire", key, "-n").err()).contains(key).doesNotContain("\tat ");
  }

  @Test
  void acquire_lockOfARunningProgram_isRefusedWithItsName() {
    try (LockClient client = LockClient.builder(URL).application("ledger").build();
        Lease lease = client.lock(key).tryAcquire().orElseThrow()) {
      assertThat(baton("acquire", "-n", key).err())
          .contains("held by " + lease.ownerToken(), "ledger@");
    }
  }

  private static final class FullDisk extends Writer {
    @Override
    public void write(char[] text, int from, int length) throws IOException {
      throw new IOException("no space left");
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
