package dev.baton.internal.script;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.baton.spi.Command;
import dev.baton.spi.ServerError;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes over the wire, word by word. */
class CallsTest {
  private static final LockKeys KEYS = LockKeys.of("order:42");
  private static final String QUEUE = new String(KEYS.queue(), UTF_8);
  private static final String FENCE = new String(KEYS.fence(), UTF_8);
  private static final byte[] VALUE = "t#42".getBytes(UTF_8);
  private static final Request FENCED = new Request("1x.7", Request.Kind.FENCED, bytes("t/"), 256);
  private static final Request VERBATIM =
      new Request("1x.8", Request.Kind.VERBATIM, bytes("a b"), 1);
  private static final Request KEEPING =
      new Request("1x.9", Request.Kind.KEEPING, bytes("t/"), 65_536);
  private static final Term TERM = new Term(30_000, 3_000);

  private static final Calls CALLS = calls(new ServerFeatures(true, false));
  private static final Calls OLD_SERVER = calls(ServerFeatures.LEAST);
  private static final Calls NEW_SERVER = calls(new ServerFeatures(true, true));

  private final ServerError unknown = new ServerError("NOSCRIPT No matching script.");

  @Test
  void acquire_waiting_saysAllThatTheHeaderStates() {
    assertThat(words(CALLS.acquire(KEYS, FENCED, TERM, true)))
        .containsExactly(
            "EVALSHA",
            sha(Script.ACQUIRE),
            "3",
            "order:42",
            QUEUE,
            FENCE,
            "1x.7",
            "#",
            "t/1x.7",
            "256",
            "30000",
            "600000",
            "WAIT SPUBLISH 3000 baton:inbox:1x");
  }

  @Test
  void acquire_tryingWithAVerbatimTokenForEverOnAnOldServer_saysSo() {
    assertThat(words(OLD_SERVER.acquire(KEYS, VERBATIM, new Term(0, 3_000), false)))
        .containsExactly(
            "EVALSHA",
            sha(Script.ACQUIRE),
            "3",
            "order:42",
            QUEUE,
            FENCE,
            "1x.8",
            "=",
            "a b",
            "1",
            "0",
            "86400000",
            "TRY PUBLISH 3000 baton:inbox:1x");
  }

  @Test
  void release_value_saysAllThatTheHeaderStates() {
    assertThat(words(CALLS.release(KEYS, VALUE, 43, true)))
        .containsExactly(
            "EVALSHA",
            sha(Script.RELEASE),
            "3",
            "order:42",
            QUEUE,
            FENCE,
            "t#42",
            "43",
            "600000",
            "SPUBLISH",
            "RENEW",
            "");
    assertThat(words(CALLS.release(KEYS, VALUE, 0, false)))
        .endsWith("t#42", "0", "600000", "SPUBLISH");
    assertThat(words(CALLS.revoke(KEYS, VALUE))).endsWith("SPUBLISH", "RENEW", "baton:inbox:");
  }

  @Test
  void rejoin_request_saysAllThatTheHeaderStates() {
    assertThat(words(CALLS.rejoin(KEYS, VALUE, 43, KEEPING, TERM)))
        .containsExactly(
            "EVALSHA",
            sha(Script.REJOIN),
            "3",
            "order:42",
            QUEUE,
            FENCE,
            "1x.9",
            "~",
            "t/1x.9",
            "65536",
            "t#42",
            "43",
            "30000",
            "600000",
            "WAIT SPUBLISH 3000 baton:inbox:1x");
  }

  @Test
  void cancel_request_namesTheSameQueueMemberAsAcquire() {
    assertThat(words(CALLS.cancel(KEYS, FENCED, TERM)))
        .containsExactly(
            "EVALSHA",
            sha(Script.CANCEL),
            "3",
            "order:42",
            QUEUE,
            FENCE,
            "1x.7",
            "#",
            "t/1x.7",
            "256",
            "30000",
            "600000",
            "WAIT SPUBLISH 3000 baton:inbox:1x");
  }

  @Test
  void renew_serverThatDoesNotCompare_isAScriptOnOneKey() {
    assertThat(words(CALLS.renew(KEYS, VALUE, 30_000)))
        .containsExactly("EVALSHA", sha(Script.RENEW), "1", "order:42", "t#42", "30000");
    assertThat(words(CALLS.renew(KEYS, VALUE, 0))).endsWith("t#42", "0");
  }

  @Test
  void renew_sentAgainByItsText_shortensNothing() {
    ServerError unknown = new ServerError("NOSCRIPT no");
    assertThat(words(CALLS.renew(KEYS, VALUE, 30_000).after(unknown).orElseThrow()))
        .startsWith("EVAL")
        .endsWith("t#42", "30000", "LEAST");
    assertThat(words(CALLS.renew(KEYS, VALUE, 0).after(unknown).orElseThrow()))
        .endsWith("t#42", "0"); // none is longer
  }

  @Test
  void renew_serverThatCompares_isOneNativeCommand() {
    assertThat(words(NEW_SERVER.renew(KEYS, VALUE, 30_000)))
        .containsExactly("SET", "order:42", "t#42", "IFEQ", "t#42", "GET", "PX", "30000");
    assertThat(NEW_SERVER.renew(KEYS, VALUE, 30_000).after(unknown)).isEmpty();
  }

  @Test
  void renew_withoutEnd_isAScriptEverywhere() {
    assertThat(words(NEW_SERVER.renew(KEYS, VALUE, 0)))
        .containsExactly("EVALSHA", sha(Script.RENEW), "1", "order:42", "t#42", "0");
  }

  @Test
  void renew_nativeReply_isOfWhatWasThere() {
    Call<RenewReply> renew = NEW_SERVER.renew(KEYS, VALUE, 30_000);

    assertThat(renew.read("t#42".getBytes(UTF_8))).isEqualTo(RenewReply.RENEWED);
    assertThat(renew.read(null)).isEqualTo(RenewReply.DELETED);
    assertThat(renew.read("t#43".getBytes(UTF_8))).isEqualTo(RenewReply.OVERWRITTEN);
    assertThat(renew.read("t#4".getBytes(UTF_8))).isEqualTo(RenewReply.OVERWRITTEN);
    assertThat(renew.read(1L)).isEqualTo(RenewReply.OVERWRITTEN);
  }

  @Test
  void renew_serverThatComparesIsOutOfMemory_isTheScriptInstead() {
    Call<RenewReply> renew = NEW_SERVER.renew(KEYS, VALUE, 30_000);

    assertThat(words(renew.after(new ServerError("OOM no")).orElseThrow()))
        .startsWith("EVALSHA")
        .endsWith("1", "order:42", "t#42", "30000");
    assertThat(renew.after(new ServerError("NOPERM no"))).isEmpty();
  }

  @Test
  void acquire_leaseLongerThanTheRetention_isRememberedForTheLease() {
    assertThat(words(CALLS.acquire(KEYS, FENCED, new Term(3_600_000, 3_000), true)))
        .contains("3600000")
        .doesNotContain("600000");
  }

  @Test
  void inspect_most_saysAllThatTheHeaderStates() {
    assertThat(words(Queries.inspect(KEYS, 1_000)))
        .containsExactly("EVALSHA", sha(Script.INSPECT), "3", "order:42", QUEUE, FENCE, "1000");
  }

  @Test
  void isLocked_reply_isWhetherTheKeyExists() {
    Call<Boolean> isLocked = Queries.isLocked(KEYS);

    assertThat(words(isLocked)).containsExactly("EXISTS", "order:42");
    assertThat(isLocked.read(1L)).isTrue();
    assertThat(isLocked.read(0L)).isFalse();
    assertThat(isLocked.after(unknown)).isEmpty();
  }

  @Test
  void release_whileTheSlotMoves_isOfTheLockAlone() {
    Call<ReleaseReply> alone =
        CALLS.release(KEYS, VALUE, 43, true).after(new ServerError("TRYAGAIN no")).orElseThrow();

    assertThat(words(alone)).containsExactly("EVALSHA", sha(Script.FREE), "1", "order:42", "t#42");
    assertThat(alone.after(new ServerError("TRYAGAIN no"))).isEmpty();
    assertThat(words(alone.after(unknown).orElseThrow())).startsWith("EVAL").endsWith("t#42");
  }

  @Test
  void rejoin_whileTheSlotMoves_freesTheLockAlone() {
    Call<RejoinReply> alone =
        CALLS
            .rejoin(KEYS, VALUE, 43, FENCED, TERM)
            .after(new ServerError("TRYAGAIN no"))
            .orElseThrow();

    assertThat(words(alone)).containsExactly("EVALSHA", sha(Script.FREE), "1", "order:42", "t#42");
  }

  @Test
  void source_scriptUnknown_isTheSameCommandWithTheText() {
    Call<?> call = CALLS.release(KEYS, VALUE, 43, true);
    List<String> words = words(call.after(unknown).orElseThrow());

    assertThat(words).startsWith("EVAL", new String(Script.RELEASE.source(), UTF_8), "3");
    assertThat(words.subList(2, words.size()))
        .isEqualTo(words(call).subList(2, words(call).size()));
  }

  @Test
  void command_aboutALock_isRoutedByTheLock() {
    assertThat(CALLS.release(KEYS, VALUE, 43, true).command().key()).isEqualTo(KEYS.lock());
    assertThat(CALLS.release(KEYS, VALUE, 43, true).after(unknown).orElseThrow().command().key())
        .isEqualTo(KEYS.lock());
    assertThat(NEW_SERVER.renew(KEYS, VALUE, 1).command().key()).isEqualTo(KEYS.lock());
    assertThat(Queries.isLocked(KEYS).command().key()).isEqualTo(KEYS.lock());
  }

  @Test
  void command_shown_isItsNameWithoutKeysAndValues() {
    assertThat(CALLS.release(KEYS, VALUE, 43, true).command()).hasToString("EVALSHA");
  }

  @Test
  void script_malformedReply_isAnError() {
    assertThatIllegalStateException()
        .isThrownBy(() -> CALLS.release(KEYS, VALUE, 43, true).read(List.of(1L)))
        .withMessageContaining("RELEASE");
  }

  @Test
  void features_commandsKnown_areTold() {
    List<Object> known = List.of("known".getBytes(UTF_8));
    Call<ServerFeatures> ask = ServerFeatures.ask();

    assertThat(words(ask)).containsExactly("COMMAND", "INFO", "SPUBLISH", "DELIFEQ", "DELEX");
    assertThat(ask.read(Arrays.asList(null, null, null))).isEqualTo(ServerFeatures.LEAST);
    assertThat(ask.read(Arrays.asList(known, null, null)))
        .isEqualTo(new ServerFeatures(true, false));
    assertThat(ask.read(Arrays.asList(known, known, null)))
        .isEqualTo(new ServerFeatures(true, true));
    assertThat(ask.read(Arrays.asList(known, List.of(), known)))
        .isEqualTo(new ServerFeatures(true, true));
    assertThat(ask.read(List.of(List.of(), List.of(), List.of()))).isEqualTo(ServerFeatures.LEAST);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 4})
  void features_answerOfAnotherLength_isTheLeast(int length) {
    List<Object> known = List.of("known".getBytes(UTF_8));
    Object[] entries = new Object[length];
    Arrays.fill(entries, known);

    assertThat(ServerFeatures.ask().read(Arrays.asList(entries))).isEqualTo(ServerFeatures.LEAST);
    assertThat(ServerFeatures.ask().read(null)).isEqualTo(ServerFeatures.LEAST);
  }

  private static Calls calls(ServerFeatures features) {
    return new Calls(features, InboxNames.common("1x"), Duration.ofMinutes(10));
  }

  private static List<String> words(Call<?> call) {
    return words(call.command());
  }

  private static List<String> words(Command command) {
    return Arrays.stream(command.words()).map(word -> new String(word, UTF_8)).toList();
  }

  private static String sha(Script script) {
    return new String(script.sha(), UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
