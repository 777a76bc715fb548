package dev.baton.lettuce;

import static dev.baton.lettuce.Talk.get;
import static dev.baton.lettuce.Talk.say;
import static dev.baton.lettuce.Talk.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.spi.Backend;
import dev.baton.spi.Command;
import dev.baton.spi.ServerError;
import dev.baton.testing.server.RedisServer;
import io.lettuce.core.RedisClient;
import io.netty.util.HashedWheelTimer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SharingTest {
  private RedisServer server;
  private Backend backend;

  @BeforeEach
  void connect() {
    server = RedisServer.start();
    backend =
        LettuceConnector.of(server.uri())
            .withCommandTimeout(Session.PATIENCE)
            .connect(new Events());
  }

  @AfterEach
  void close() {
    backend.close();
    server.close();
  }

  @Test
  void execute_by64ThreadsAtOnce_givesEachItsOwnReply() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(64);
    List<Callable<Void>> talkers = new ArrayList<>();
    for (int t = 0; t < 64; t++) {
      String name = "thread" + t;
      talkers.add(
          () -> {
            for (int i = 0; i < 200; i++) {
              assertThat(say(backend, "ECHO", name + ":" + i)).isEqualTo(name + ":" + i);
            }
            return null;
          });
    }
    for (Future<Void> talker : threads.invokeAll(talkers)) {
      talker.get();
    }
    threads.shutdown();
  }

  @Test
  void backend_afterCommandsAndSubscriptions_hasTwoConnections() {
    backend.subscribe("one".getBytes(UTF_8), true);
    backend.subscribe("two".getBytes(UTF_8), false);
    backend.subscribe("one".getBytes(UTF_8), true);
    assertThat(say(backend, "CLIENT", "LIST")).asString().hasLineCount(2);
  }

  @Test
  void execute_byInterruptedThread_answersAndKeepsTheInterrupt() {
    Thread.currentThread().interrupt();
    assertThat(say(backend, "ECHO", "still")).isEqualTo("still");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void execute_onAGivenClient_leavesNoTimersBehind() {
    RedisClient client = RedisClient.create(server.uri());
    try (Backend shared = LettuceConnector.of(client).connect(new Events())) {
      HashedWheelTimer timer = (HashedWheelTimer) client.getResources().timer();
      for (int i = 0; i < 1_000; i++) {
        say(shared, "PING");
      }
      await().until(() -> timer.pendingTimeouts() < 10);
    } finally {
      client.shutdown();
    }
  }

  @Test
  void submit_answered_completesWithTheReply() throws Exception {
    assertThat(text(get(backend.submit(Command.of("ECHO", "later"))))).isEqualTo("later");
    assertThat(get(backend.submit(Command.of("GET", "nothing")))).isNull();
  }

  @Test
  void submit_refused_completesWithTheServerErrorItself() throws Exception {
    CompletableFuture<@Nullable Throwable> seen = new CompletableFuture<>();
    backend.submit(Command.of("NOSUCH")).whenComplete((reply, fault) -> seen.complete(fault));
    assertThat(seen.get(20, TimeUnit.SECONDS)).isInstanceOf(ServerError.class);
  }

  @Test
  void submitAll_ofGoodAndBadCommands_answersEachInOrder() throws Exception {
    List<CompletionStage<@Nullable Object>> replies =
        backend.submitAll(
            List.of(Command.of("INCR", "n"), Command.of("NOSUCH"), Command.of("INCR", "n")));
    assertThat(get(replies.get(0))).isEqualTo(1L);
    assertThat(Talk.faultOf(replies.get(1))).isInstanceOf(ServerError.class);
    assertThat(get(replies.get(2))).isEqualTo(2L);
  }

  @Test
  void submitAll_ofNothing_returnsNothing() {
    assertThat(backend.submitAll(List.of())).isEmpty();
  }
}
