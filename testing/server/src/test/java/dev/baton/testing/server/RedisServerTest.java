package dev.baton.testing.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class RedisServerTest {

  @Test
  void start_noConfiguration_answersOnItsPort() throws IOException {
    try (RedisServer server = RedisServer.start()) {
      assertThat(Wire.ask(server, "PING")).isEqualTo("+PONG");
      assertThat(server.uri()).isEqualTo("redis://127.0.0.1:" + server.port());
      assertThat(server.patientUri()).isEqualTo(server.uri() + "?timeout=20s");
      assertThat(server.port()).isLessThan(55_536);
      assertThat(server.binary().reason()).isNotBlank();
    }
  }

  @Test
  void start_twice_givesTwoServersThatKnowNothingOfEachOther() throws IOException {
    try (RedisServer one = RedisServer.start();
        RedisServer two = RedisServer.start()) {
      assertThat(one.port()).isNotEqualTo(two.port());
      assertThat(Wire.ask(one, "SET k v")).isEqualTo("+OK");
      assertThat(Wire.ask(two, "EXISTS k")).isEqualTo(":0");
    }
  }

  @Test
  void start_configLines_takeEffect() throws IOException {
    try (RedisServer server = RedisServer.builder().config("maxmemory", "10mb").start()) {
      assertThat(Wire.ask(server, "CONFIG GET maxmemory", 5)).endsWith("10485760");
    }
  }

  @Test
  void start_password_isWantedAndInTheUri() throws IOException {
    try (RedisServer server = RedisServer.builder().password("p@ss").start()) {
      assertThat(server.uri()).isEqualTo("redis://:p%40ss@127.0.0.1:" + server.port());
      assertThat(Wire.ask(server, "PING")).startsWith("-NOAUTH");
      assertThat(Wire.ask(server, "AUTH p@ss")).isEqualTo("+OK");
    }
  }

  @Test
  void start_badConfiguration_failsWithWhatTheServerPrinted() {
    assertThatThrownBy(() -> RedisServer.builder().config("maxmemory", "plenty").start())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("maxmemory plenty")
        .hasMessageContaining("argument must be a memory value");
  }

  @Test
  void start_portTaken_failsWithWhatTheServerPrinted() {
    try (RedisServer first = RedisServer.start()) {
      assertThatThrownBy(() -> RedisServer.builder().port(first.port()).start())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("Could not create server TCP listening socket");
    }
  }

  @Test
  void close_running_leavesNoProcessAndNoFolder() throws IOException {
    RedisServer server = RedisServer.start();
    Path folder = Wire.folder(server);
    assertThat(folder).isDirectory();

    server.close();

    assertThat(ProcessHandle.of(server.pid())).isEmpty();
    assertThat(folder).doesNotExist();
    server.close(); // a second time does nothing
  }

  @Test
  void close_stopped_leavesNoFolder() throws IOException {
    RedisServer server = RedisServer.start();
    Path folder = Wire.folder(server);

    server.stop();
    assertThat(folder).isDirectory();
    assertThat(ProcessHandle.of(server.pid())).isEmpty();

    server.close();
    assertThat(folder).doesNotExist();
  }

  @Test
  void restart_appendOnly_keepsPortAndData() throws IOException {
    try (RedisServer server = RedisServer.builder().config("appendonly", "yes").start()) {
      int port = server.port();
      long pid = server.pid();
      assertThat(Wire.ask(server, "SET k v")).isEqualTo("+OK");

      server.restart();

      assertThat(server.port()).isEqualTo(port);
      assertThat(server.pid()).isNotEqualTo(pid);
      assertThat(Wire.ask(server, "EXISTS k")).isEqualTo(":1");
    }
  }

  @Test
  void restart_afterKill_answersWithNothingKept() throws IOException {
    try (RedisServer server = RedisServer.start()) {
      assertThat(Wire.ask(server, "SET k v")).isEqualTo("+OK");
      server.kill();
      assertThat(ProcessHandle.of(server.pid())).isEmpty();

      server.restart();

      assertThat(Wire.ask(server, "EXISTS k")).isEqualTo(":0");
    }
  }

  @Test
  void pause_running_isSilentUntilResumed() throws IOException {
    try (RedisServer server = RedisServer.start()) {
      server.pause();
      assertThat(Ping.answers(server.port(), server.pid())).isFalse();

      server.resume();
      assertThat(Wire.ask(server, "PING")).isEqualTo("+PONG");
    }
  }

  @Test
  void close_paused_leavesNoProcess() {
    RedisServer server = RedisServer.start();
    server.pause();

    server.close();

    assertThat(ProcessHandle.of(server.pid())).isEmpty();
  }

  @Test
  void pause_stopped_fails() {
    try (RedisServer server = RedisServer.start()) {
      server.stop();

      assertThatThrownBy(server::pause)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("not running");
    }
  }

  @Test
  void resume_stopped_doesNothing() {
    try (RedisServer server = RedisServer.start()) {
      server.stop();

      assertThatCode(server::resume).doesNotThrowAnyException();
    }
  }

  @Test
  void foreign_anyControl_isRefusedWithTheReason() {
    RedisServer server = RedisServer.foreign("redis://localhost:7000");

    assertThat(server.port()).isEqualTo(7000);
    assertThatThrownBy(server::restart)
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("redis.url");
    server.close(); // not ours to end
  }

  @Test
  void jvm_killed_leavesNoProcessAndNoFolder() throws IOException {
    Process jvm = ServerInAnotherJvm.launch();
    String[] said = jvm.inputReader().readLine().split(" ");
    long redis = Long.parseLong(said[0]);
    Path folder = Path.of(said[1]);
    assertThat(ProcessHandle.of(redis)).isPresent();
    assertThat(folder).isDirectory();

    jvm.destroyForcibly();

    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> ProcessHandle.of(redis).isEmpty() && Files.notExists(folder));
  }

  @Test
  void jvm_killedAfterStop_leavesNoFolder() throws IOException {
    Process jvm = ServerInAnotherJvm.launch("stop");
    Path folder = Path.of(jvm.inputReader().readLine().split(" ")[1]);
    assertThat(folder).isDirectory();

    jvm.destroyForcibly();

    await().atMost(Duration.ofSeconds(60)).until(() -> Files.notExists(folder));
  }
}
