package dev.baton.internal.runtime;

import static dev.baton.internal.runtime.ScriptedBackend.words;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.baton.internal.link.ScriptRunner;
import dev.baton.internal.script.Call;
import dev.baton.internal.script.Calls;
import dev.baton.internal.script.InboxNames;
import dev.baton.internal.script.LockKeys;
import dev.baton.internal.script.Queries;
import dev.baton.internal.script.ReleaseReply;
import dev.baton.internal.script.RenewReply;
import dev.baton.internal.script.ServerFeatures;
import dev.baton.spi.Command;
import dev.baton.spi.ConnectionFault;
import dev.baton.spi.ServerError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptRunnerTest {
  private static final Calls CALLS =
      new Calls(ServerFeatures.LEAST, InboxNames.common("1x"), Duration.ofMinutes(10));
  private static final LockKeys KEYS = LockKeys.of("order:42");
  private static final Call<ReleaseReply> RELEASE =
      CALLS.release(KEYS, "t#1".getBytes(UTF_8), 1, true);

  private final ServerError unknown = new ServerError("NOSCRIPT No matching script.");
  private final ScriptedBackend backend = new ScriptedBackend();
  private final ScriptRunner runner = new ScriptRunner(backend);

  @Test
  void run_scriptKnown_sendsItsNameOnly() {
    assertThat(runner.run(RELEASE)).isEqualTo(ReleaseReply.RELEASED);
    assertThat(backend.operations()).containsExactly("RELEASE");
  }

  @Test
  void run_scriptUnknown_sendsItsSourceOnce() {
    backend.on("RELEASE", unknownUntilSourceIsSent());

    assertThat(runner.run(RELEASE)).isEqualTo(ReleaseReply.HANDED);
    assertThat(backend.operations()).containsExactly("RELEASE", "EVAL RELEASE");
  }

  @Test
  void run_scriptUnknownTwice_givesUp() {
    backend.on("RELEASE", refused(unknown));

    assertThatExceptionOfType(ServerError.class)
        .isThrownBy(() -> runner.run(RELEASE))
        .isSameAs(unknown);
    assertThat(backend.operations()).containsExactly("RELEASE", "EVAL RELEASE");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void send_releaseWhileTheSlotMoves_freesTheLockAlone(boolean mayBlock) {
    backend.on("RELEASE", refused(new ServerError("TRYAGAIN Multiple keys")));
    backend.on("FREE", unknownUntilSourceIsSent());

    assertThat(Eventually.resultOf(send(mayBlock))).isEqualTo(ReleaseReply.HANDED);
    assertThat(backend.operations()).containsExactly("RELEASE", "FREE", "EVAL FREE");
  }

  @Test
  void run_otherRefusal_isThrownAndNothingSentAgain() {
    ServerError refusal = new ServerError("NOPERM no");
    backend.on("RELEASE", refused(refusal));

    assertThatExceptionOfType(ServerError.class)
        .isThrownBy(() -> runner.run(RELEASE))
        .isSameAs(refusal);
    assertThat(backend.operations()).containsExactly("RELEASE");
  }

  @Test
  void run_unansweredOrUnknownCommand_isThrownAndNothingSentAgain() {
    ConnectionFault cut = new ConnectionFault("cut", true, null);
    backend.on("RELEASE", refused(cut));
    backend.on("EXISTS", refused(unknown));

    assertThatExceptionOfType(ConnectionFault.class)
        .isThrownBy(() -> runner.run(RELEASE))
        .isSameAs(cut);
    assertThatExceptionOfType(ServerError.class)
        .isThrownBy(() -> runner.run(Queries.isLocked(KEYS)))
        .isSameAs(unknown);
    assertThat(backend.operations()).containsExactly("RELEASE", "EXISTS");
  }

  @Test
  void run_malformedReply_isAnError() {
    backend.on("RELEASE", words("WHAT"));

    assertThatIllegalStateException().isThrownBy(() -> runner.run(RELEASE));
  }

  @Test
  void together_callsStartedMeanwhile_areSentInOneBatchAfterwards() {
    ScriptRunner other = new ScriptRunner(new ScriptedBackend());
    List<String> told = new ArrayList<>();
    String made =
        runner.together(
            () -> {
              runner.start(RELEASE, (reply, thrown) -> told.add("one " + reply));
              String inner =
                  runner.together(
                      () -> {
                        runner.start(RELEASE, (reply, thrown) -> told.add("two " + reply));
                        return "made";
                      });
              other.start(RELEASE, (reply, thrown) -> told.add("elsewhere " + reply));
              assertThat(backend.operations()).isEmpty();
              return inner;
            });
    assertThat(made).isEqualTo("made");
    assertThat(told).containsExactly("elsewhere RELEASED", "one RELEASED", "two RELEASED");
    assertThat(backend.batches)
        .singleElement()
        .asInstanceOf(InstanceOfAssertFactories.LIST)
        .hasSize(2);
  }

  @Test
  void together_nothingStarted_sendsNothing() {
    assertThat(runner.together(() -> 7)).isEqualTo(7);
    assertThat(backend.batches).isEmpty();
  }

  @Test
  void together_batchRefused_isToldToEach_andTheNextIsSent() {
    backend.onBatch(
        () -> {
          throw new ConnectionFault("closed", false, null);
        });
    List<@Nullable Throwable> told = new ArrayList<>();
    runner.together(
        () -> {
          runner.start(RELEASE, (reply, thrown) -> told.add(thrown));
          runner.start(RELEASE, (reply, thrown) -> told.add(thrown));
          return true;
        });
    assertThat(told).hasSize(2).allMatch(ConnectionFault.class::isInstance);
    runner.start(RELEASE, (reply, thrown) -> told.add(thrown));
    assertThat(backend.operations()).containsExactly("RELEASE");
  }

  @Test
  void send_mayBlock_isAnsweredOnTheCallingThreadBeforeItReturns() {
    List<Thread> answeredOn = new ArrayList<>();
    runner.send(RELEASE, true, (reply, thrown) -> answeredOn.add(Thread.currentThread()));

    assertThat(answeredOn).containsExactly(Thread.currentThread());
  }

  @Test
  void send_mayNotBlock_returnsWithoutTheAnswer() {
    CompletableFuture<@Nullable Object> reply = backend.hold("RELEASE");
    CompletableFuture<ReleaseReply> answer = send(false);
    assertThat(answer).isNotDone();

    reply.complete(words("HANDED"));
    assertThat(Eventually.resultOf(answer)).isEqualTo(ReleaseReply.HANDED);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void send_answered_tellsTheReply(boolean mayBlock) {
    assertThat(Eventually.resultOf(send(mayBlock))).isEqualTo(ReleaseReply.RELEASED);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void send_refused_tellsTheRefusalItself(boolean mayBlock) {
    ServerError refusal = new ServerError("NOPERM no");
    backend.on("RELEASE", refused(refusal));

    assertThat(Eventually.failureOf(send(mayBlock))).isSameAs(refusal);
  }

  @Test
  void send_refusedAsAdaptersWrapIt_tellsTheRefusalItself() {
    ServerError refusal = new ServerError("NOPERM no");
    CompletableFuture<@Nullable Object> wrapped =
        CompletableFuture.failedFuture(new CompletionException(refusal));
    backend.on("RELEASE", wrapped);

    assertThat(Eventually.failureOf(send(false))).isSameAs(refusal);
  }

  @Test
  void send_mayBlockAndUnanswered_tellsAFaultThatMayHaveRun() {
    backend.on("RELEASE", ScriptedBackend.SILENCE);

    assertThat(Eventually.failureOf(send(true)))
        .isInstanceOfSatisfying(
            ConnectionFault.class, fault -> assertThat(fault.mayHaveRun()).isTrue());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void send_malformedReply_tellsTheError(boolean mayBlock) {
    backend.on("RELEASE", words("WHAT"));

    assertThat(Eventually.failureOf(send(mayBlock))).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void start_answered_tellsTheReply() {
    CompletableFuture<@Nullable Object> reply = backend.hold("RELEASE");
    CompletableFuture<ReleaseReply> answer = start(RELEASE);
    assertThat(answer).isNotDone();

    reply.complete(words("DELETED"));
    assertThat(Eventually.resultOf(answer)).isEqualTo(ReleaseReply.DELETED);
  }

  @Test
  void start_scriptUnknown_sendsItsSourceOnce() {
    backend.on("RELEASE", unknownUntilSourceIsSent());
    assertThat(Eventually.resultOf(start(RELEASE))).isEqualTo(ReleaseReply.HANDED);

    backend.on("RELEASE", refused(unknown));
    assertThat(Eventually.failureOf(start(RELEASE))).isSameAs(unknown);
    assertThat(backend.operations())
        .containsExactly("RELEASE", "EVAL RELEASE", "RELEASE", "EVAL RELEASE");
  }

  @Test
  void start_malformedReply_tellsTheError() {
    backend.on("RELEASE", words("WHAT"));

    assertThat(Eventually.failureOf(start(RELEASE))).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void startAll_eachCall_hasItsOwnAnswer() {
    ConnectionFault cut = new ConnectionFault("cut", false, null);
    List<Object> answers =
        new ArrayList<>(List.of(words("RENEWED"), cut, unknown, words("WHAT"), words("DELETED")));
    backend.on("RENEW", command -> next(command, answers));
    Call<RenewReply> renew = CALLS.renew(KEYS, "t#1".getBytes(UTF_8), 10);

    List<CompletableFuture<RenewReply>> told = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      told.add(new CompletableFuture<>());
    }
    runner.startAll(
        List.of(renew, renew, renew, renew, renew),
        i -> (reply, thrown) -> tell(told.get(i), reply, thrown));

    assertThat(Eventually.resultOf(told.get(0))).isEqualTo(RenewReply.RENEWED);
    assertThat(Eventually.failureOf(told.get(1))).isSameAs(cut);
    assertThat(Eventually.resultOf(told.get(2))).isEqualTo(RenewReply.OVERWRITTEN);
    assertThat(told.get(3)).isCompletedExceptionally();
    assertThat(Eventually.resultOf(told.get(4))).isEqualTo(RenewReply.DELETED);
    assertThat(backend.batches).hasSize(1);
  }

  @Test
  void startAll_oneTakerThrows_theOthersAreTold() {
    List<Integer> told = new ArrayList<>();
    runner.startAll(
        List.of(RELEASE, RELEASE, RELEASE),
        i ->
            (reply, thrown) -> {
              if (i == 1) {
                throw new IllegalStateException("planted by the test");
              }
              told.add(i);
            });

    assertThat(told).containsExactly(0, 2);
  }

  private <R> CompletableFuture<R> start(Call<R> call) {
    CompletableFuture<R> told = new CompletableFuture<>();
    runner.start(call, (reply, thrown) -> tell(told, reply, thrown));
    return told;
  }

  private CompletableFuture<ReleaseReply> send(boolean mayBlock) {
    CompletableFuture<ReleaseReply> told = new CompletableFuture<>();
    runner.send(RELEASE, mayBlock, (reply, thrown) -> tell(told, reply, thrown));
    return told;
  }

  private static <R> void tell(
      CompletableFuture<R> told, @Nullable R reply, @Nullable Throwable thrown) {
    boolean first = thrown == null ? told.complete(reply) : told.completeExceptionally(thrown);
    assertThat(first).isTrue();
  }

  private static ScriptedBackend.Answer refused(RuntimeException refusal) {
    return command -> {
      throw refusal;
    };
  }

  private ScriptedBackend.Answer unknownUntilSourceIsSent() {
    return command -> {
      if (command.toString().equals("EVALSHA")) {
        throw unknown;
      }
      return words("HANDED");
    };
  }

  /** The next of some answers; what carries its source gets an answer of its own. */
  private static Object next(Command command, List<Object> answers) {
    if (command.toString().equals("EVAL")) {
      return words("OVERWRITTEN", "them");
    }
    Object answer = answers.remove(0);
    if (answer instanceof RuntimeException thrown) {
      throw thrown;
    }
    return answer;
  }
}
