package dev.baton.jedis;

import static dev.baton.jedis.Callers.call;
import static dev.baton.jedis.Fixture.command;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.jedis.Callers.Caller;
import dev.baton.jedis.Callers.Outcome;
import dev.baton.jedis.internal.Commands;
import dev.baton.spi.Backend;
import dev.baton.spi.Command;
import dev.baton.spi.ConnectionFault;
import dev.baton.testing.backend.Told;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.ClientKillParams;

/** One caller waits for the server, and others queue behind it: the server stands still here. */
class SharedTurnTest {
  private final Fixture fixture = new Fixture();
  private final Backend backend = fixture.backend;

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void callback_ofACommandThatACallerReadTheReplyOf_runsOnTheIoThread() {
    fixture.server.pause();
    Caller first = call(backend, command("ECHO", "1")).reading();
    Caller second = call(backend, command("ECHO", "2")).queued();
    CompletableFuture<String> thread = new CompletableFuture<>();
    backend
        .submit(command("ECHO", "3"))
        .thenAccept(reply -> thread.complete(Thread.currentThread().getName()));
    fixture.server.resume();
    assertThat(thread).succeedsWithin(Fixture.LONG).isEqualTo("baton-jedis-io");
    assertThat(first.join().fault()).isNull();
    assertThat(second.join().fault()).isNull();
  }

  @Test
  void interrupt_whileQueued_isKept_andEndsNothing() {
    fixture.server.pause();
    Caller first = call(backend, command("ECHO", "1")).reading();
    Caller second = call(backend, command("ECHO", "2")).queued();
    first.thread().interrupt();
    second.thread().interrupt();
    fixture.server.resume();
    assertThat(first.join())
        .satisfies(
            end -> {
              assertThat(end.fault()).isNull();
              assertThat(end.interrupted()).isTrue();
            });
    assertThat(second.join())
        .satisfies(
            end -> {
              assertThat(end.fault()).isNull();
              assertThat(end.interrupted()).isTrue();
            });
  }

  @Test
  void silence_failsWhatWasSentAsMaybeRun_andWhatWasNotAsNotRun_inTime() {
    Told told = new Told();
    Backend brief = fixture.brief(told);
    fixture.server.pause();
    Caller sent = call(brief, command("INCR", "n")).reading();
    Caller unsent = call(brief, command("INCR", "n")).queued();
    CompletableFuture<Object> submitted =
        brief
            .submit(command("INCR", "n"))
            .<Object>thenApply(reply -> "" + reply)
            .toCompletableFuture();
    assertThat(sent.join().took()).isGreaterThanOrEqualTo(Fixture.TIMEOUT.minusMillis(5));
    assertThat(sent.join().fault())
        .isInstanceOfSatisfying(
            ConnectionFault.class, fault -> assertThat(fault.mayHaveRun()).isTrue())
        .hasMessageContaining("127.0.0.1:" + fixture.server.port())
        .hasMessageContaining("did not answer INCR within 2.0 s");
    // had it had to wait for the other to end, it would have been sent then
    assertThat(unsent.join().fault())
        .isInstanceOfSatisfying(
            ConnectionFault.class, fault -> assertThat(fault.mayHaveRun()).isFalse())
        .hasMessageContaining("INCR was not sent within 2.0 s");
    assertThat(submitted)
        .failsWithin(Fixture.LONG)
        .withThrowableThat()
        .havingCause()
        .isInstanceOfSatisfying(
            ConnectionFault.class, fault -> assertThat(fault.mayHaveRun()).isFalse());
    fixture.server.resume();
    await().until(() -> told.changes().contains(Told.RECONNECTED));
    assertThat(brief.execute(command("INCR", "n"))).isIn(1L, 2L);
    brief.close();
  }

  /**
   * A write has no timeout: more than the socket's buffers hold would be waited for without end.
   */
  @Test
  void megabytesForASilentServer_blockNobodyInAWrite() {
    Backend brief = fixture.brief(new Told());
    fixture.server.pause();
    Command kilobyte = command("ECHO", "x".repeat(1_000));
    List<CompletionStage<@Nullable Object>> stages =
        brief.submitAll(Collections.nCopies(20_000, kilobyte));
    assertThat(call(brief, kilobyte).outcome()).succeedsWithin(Fixture.LONG);
    await()
        .until(
            () ->
                stages.stream()
                    .allMatch(stage -> stage.toCompletableFuture().isCompletedExceptionally()));
    fixture.server.resume();
    brief.close();
  }

  @Test
  void queuedCaller_whoseServerComesBack_isAnswered() {
    fixture.server.pause();
    Caller first = call(backend, command("INCR", "n")).reading();
    Caller second = call(backend, command("INCR", "n")).queued();
    fixture.server.resume();
    assertThat(first.join().reply()).isEqualTo(1L);
    assertThat(second.join().reply()).isEqualTo(2L);
  }

  @Test
  void queuedCommand_whenTheConnectionBreaks_isSentOnTheNextOne() {
    long id = (long) Objects.requireNonNull(backend.execute(command("CLIENT", "ID")));
    Caller blocked = call(backend, command("BLPOP", "nothing", "0")).reading();
    Caller second = call(backend, command("INCR", "n")).queued();
    CompletionStage<@Nullable Object> third = backend.submit(command("INCR", "n"));
    try (Jedis jedis = fixture.jedis()) {
      jedis.clientKill(new ClientKillParams().id(Long.toString(id)));
    }
    assertThat(blocked.join().fault())
        .isInstanceOfSatisfying(
            ConnectionFault.class, fault -> assertThat(fault.mayHaveRun()).isTrue());
    assertThat(second.join().reply()).isEqualTo(1L);
    assertThat(third).succeedsWithin(Fixture.LONG).isEqualTo(2L);
  }

  /** The JDK closes a socket under a virtual thread that is interrupted while it reads. */
  @Test
  @EnabledForJreRange(min = JRE.JAVA_21)
  void interruptedVirtualThread_costsNobodyTheConnection() throws Exception {
    long id = (long) Objects.requireNonNull(backend.execute(command("CLIENT", "ID")));
    fixture.server.pause();
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    Runnable call = () -> outcome.complete(Callers.run(backend, command("ECHO", "virtual")));
    Thread virtual =
        (Thread) Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, call);
    await().until(() -> LockSupport.getBlocker(virtual) instanceof Commands);
    virtual.interrupt();
    Caller platform = call(backend, command("CLIENT", "ID")).queued();
    fixture.server.resume();
    assertThat(outcome.join().fault()).isNull();
    assertThat(outcome.join().interrupted()).isTrue();
    assertThat(platform.join().reply()).isEqualTo(id);
  }

  @Test
  void close_failsThoseWhoWait_andEndsThreadsAndConnections() {
    fixture.backend.subscribe(Fixture.bytes("news"), true);
    fixture.backend.submit(command("PING")).toCompletableFuture().join();
    assertThat(fixture.batonClients()).hasSize(2);
    fixture.server.pause();
    Caller first = call(backend, command("INCR", "n")).reading();
    Caller second = call(backend, command("INCR", "n")).queued();
    CompletableFuture<Object> submitted =
        backend
            .submit(command("INCR", "n"))
            .<Object>thenApply(reply -> "" + reply)
            .toCompletableFuture();
    backend.close();
    backend.close();
    assertThat(first.join().fault())
        .isInstanceOfSatisfying(
            ConnectionFault.class, fault -> assertThat(fault.mayHaveRun()).isTrue())
        .hasMessageContaining("has been closed");
    assertThat(second.join().fault())
        .isInstanceOfSatisfying(
            ConnectionFault.class, fault -> assertThat(fault.mayHaveRun()).isFalse());
    assertThat(submitted).isCompletedExceptionally();
    assertThat(Callers.run(backend, command("PING")).fault()).hasMessageContaining("closed");
    assertThat(backend.submit(command("PING")).toCompletableFuture()).isCompletedExceptionally();
    fixture.server.resume();
    await().until(() -> fixture.batonClients().isEmpty());
    await()
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().startsWith("baton-jedis")));
    assertThat(fixture.told.changes()).isEmpty();
  }
}
