package dev.baton.internal.script;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The readers of replies, on each word and on what no script answers. */
class ReplyTest {
  private static final TimeLeft FIVE_SECONDS = new TimeLeft(OptionalLong.of(5_000));
  private static final TimeLeft FOR_EVER = new TimeLeft(OptionalLong.empty());

  @Test
  void acquire_granted_isFenceTimeAndWaiters() {
    assertThat(acquire("GRANTED", 42L, 1_700L, 3L))
        .isEqualTo(new AcquireReply.Granted(42, 1_700, 3));
  }

  @Test
  void acquire_oneLine_isReadAsTheFieldsAre() {
    assertThat(line("GRANTED 42 1700 3")).isEqualTo(new AcquireReply.Granted(42, 1_700, 3));
    assertThat(line("HELD 5000 their own  token "))
        .isEqualTo(new AcquireReply.Held("their own  token ", FIVE_SECONDS, false));
    assertThat(line("KEPT -1 them")).isEqualTo(new AcquireReply.Held("them", FOR_EVER, true));
    assertThat(line("HELD -1 ")).isEqualTo(new AcquireReply.Held("", FOR_EVER, false));
    assertThat(line("QUEUED 3 5000 1700 a b"))
        .isEqualTo(new AcquireReply.Queued(3, 1_700, "a b", FIVE_SECONDS));
    assertThat(line("QUARANTINED 5000")).isEqualTo(new AcquireReply.Quarantined(FIVE_SECONDS));
    assertThat(line("DELAYED 3 5000 1700"))
        .isEqualTo(new AcquireReply.Delayed(3, 1_700, FIVE_SECONDS));
    assertThat(line("FOREIGN hash")).isEqualTo(new AcquireReply.Foreign("hash"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "GRANTED",
        "GRANTED ",
        "GRANTED 42 1700",
        "GRANTED 42 1700 x",
        "GRANTED  42 1700 3",
        "GRANTED 42 1700 99999999999999999999",
        "HELD 5000",
        "HELD x them",
        "QUEUED 1 2 3",
        "held 1 a"
      })
  void acquire_oneLineThatNoScriptAnswers_namesTheScript(String text) {
    assertThatIllegalStateException()
        .isThrownBy(() -> line(text))
        .withMessageContaining("ACQUIRE")
        .withMessageEndingWith("which its header does not state");
  }

  @Test
  void acquire_held_isHolderAndTimeLeft() {
    assertThat(acquire("HELD", 5_000L, "them"))
        .isEqualTo(new AcquireReply.Held("them", FIVE_SECONDS, false));
    assertThat(acquire("HELD", -1L, "")).isEqualTo(new AcquireReply.Held("", FOR_EVER, false));
  }

  @Test
  void acquire_kept_isHolderAndTimeLeft() {
    assertThat(acquire("KEPT", 5_000L, "them"))
        .isEqualTo(new AcquireReply.Held("them", FIVE_SECONDS, true));
  }

  @Test
  void acquire_queued_isRankTimeLeftTimeAndHolder() {
    assertThat(acquire("QUEUED", 3L, 5_000L, 1_700L, "them"))
        .isEqualTo(new AcquireReply.Queued(3, 1_700, "them", FIVE_SECONDS));
  }

  @Test
  void acquire_foreign_isItsType() {
    assertThat(acquire("FOREIGN", "hash")).isEqualTo(new AcquireReply.Foreign("hash"));
  }

  @Test
  void acquire_holderInOtherBytes_isReadAllTheSame() {
    Object raw = Arrays.asList(bytes("HELD"), 5_000L, new byte[] {-1, 'a'});

    assertThat(AcquireReply.read(new Reply(Script.ACQUIRE, raw)))
        .isEqualTo(new AcquireReply.Held("\ufffda", FIVE_SECONDS, false));
  }

  @ParameterizedTest
  @EnumSource
  void release_eachWord_isRead(ReleaseReply word) {
    assertThat(ReleaseReply.read(reply(Script.RELEASE, word.name(), "holder"))).isEqualTo(word);
  }

  @ParameterizedTest
  @EnumSource
  void release_unlessItWasGoneOrAnothers_wasOurs(ReleaseReply word) {
    assertThat(word.wasOurs())
        .isEqualTo(word != ReleaseReply.DELETED && word != ReleaseReply.OVERWRITTEN);
  }

  @ParameterizedTest
  @EnumSource
  void renew_eachWord_isRead(RenewReply word) {
    assertThat(RenewReply.read(reply(Script.RENEW, word.name()))).isEqualTo(word);
  }

  @ParameterizedTest
  @EnumSource
  void cancel_eachWord_isRead(CancelReply word) {
    assertThat(CancelReply.read(reply(Script.CANCEL, word.name()))).isEqualTo(word);
  }

  @Test
  void inspect_free_isFenceAndWaiters() {
    assertThat(inspect("FREE", 42L, 99L, 0L, List.of()))
        .isEqualTo(new InspectReply.Free(42, new InspectReply.Queue(0, List.of())));
  }

  @Test
  void inspect_held_isHolderTimeLeftFenceAndTokensOfTheWaiters() {
    Object waiters =
        List.of(
            bytes("inbox 1.1 3000 256 # app@host:1/1.1"),
            bytes("900"),
            bytes("inbox 1.2 3000 1 = my own  token "),
            bytes("1.001e3"),
            bytes("inbox 1.3 3000 1 1/0!~ app@host:1/1.3"),
            bytes("800"),
            bytes("inbox 1.4 3000 1 2/5 app@host:1/1.4"),
            bytes("800"));

    assertThat(inspect("HELD", "them", -1L, 42L, 1_000L, 7L, waiters))
        .isEqualTo(
            new InspectReply.Held(
                "them",
                FOR_EVER,
                42,
                OptionalLong.of(958),
                new InspectReply.Queue(
                    7,
                    List.of(
                        new InspectReply.Waiting("app@host:1/1.1", 100, Optional.empty()),
                        new InspectReply.Waiting("my own  token ", 0, Optional.empty()),
                        new InspectReply.Waiting(
                            "app@host:1/1.3",
                            200,
                            Optional.of(new InspectReply.Share(1, OptionalInt.empty()))),
                        new InspectReply.Waiting(
                            "app@host:1/1.4",
                            200,
                            Optional.of(new InspectReply.Share(2, OptionalInt.of(5)))))),
                Optional.empty()));
  }

  @Test
  void inspect_shared_isWhoSharesItAndUntilWhen() {
    List<byte[]> holders =
        List.of(bytes("app@host:1/1.1*1"), bytes("70"), bytes("app@host:1/1.2*1"), bytes("1065"));
    assertThat(
            inspect(
                "SHARED",
                "app@host:1/1.2*1",
                1_000L,
                42_000L,
                65_000L,
                0L,
                List.of(),
                0L,
                2L,
                2L,
                holders))
        .isEqualTo(
            new InspectReply.Held(
                "app@host:1/1.2*1",
                TimeLeft.ofPttl(1_000),
                42_000,
                OptionalLong.of(23_000),
                new InspectReply.Queue(0, List.of()),
                Optional.of(
                    new InspectReply.Shares(
                        2,
                        2,
                        /* limited= */ false,
                        List.of(
                            new InspectReply.Sharer("app@host:1/1.1*1", 1, 5),
                            new InspectReply.Sharer("app@host:1/1.2*1", 1, 1_000))))));
  }

  @Test
  void inspect_permits_haveNoBeginning() {
    InspectReply.Held held =
        (InspectReply.Held)
            inspect(
                "SHARED",
                "a*3",
                1_000L,
                0L,
                65_000L,
                0L,
                List.of(),
                41L,
                3L,
                1L,
                List.of(bytes("a*3~"), bytes("1065")));
    assertThat(held.heldMicros()).isEmpty();
    assertThat(held.fence()).isEqualTo(41);
    assertThat(held.shares())
        .contains(
            new InspectReply.Shares(
                1, 3, /* limited= */ true, List.of(new InspectReply.Sharer("a*3~", 3, 1_000))));
  }

  @Test
  void inspect_sharersOfAnotherMake_areShownAsTheyAre() {
    InspectReply.Held held =
        (InspectReply.Held)
            inspect(
                "SHARED",
                "who",
                5L,
                7L,
                65_000L,
                0L,
                List.of(),
                0L,
                0L,
                2L,
                List.of(bytes("who"), bytes("x"), bytes("a*12345678901"), bytes("1")));
    assertThat(held.shares().orElseThrow().first())
        .extracting(InspectReply.Sharer::weight)
        .containsExactly(0, 0);
  }

  @ParameterizedTest
  @CsvSource({
    "app@host:1/1.1#300, 42, 700",
    "app@host:1/1.1#1200, 42, 0",
    "somebody's#300, 42, 958",
    "somebody's, 0, "
  })
  void inspect_held_isDatedByItsFenceElseByTheLastGrant(
      String holder, long fence, @Nullable Long heldMicros) {
    InspectReply.Held held =
        (InspectReply.Held) inspect("HELD", holder, 5L, fence, 1_000L, 0L, List.of());
    assertThat(held.heldMicros())
        .isEqualTo(heldMicros == null ? OptionalLong.empty() : OptionalLong.of(heldMicros));
  }

  @Test
  void inspect_queueMemberOfAnotherMake_isShownAsItIs() {
    List<byte[]> members = List.of(bytes("what is this"), bytes("x"), bytes(""), bytes("-inf"));
    assertThat(inspect("FREE", 0L, 5L, 2L, members))
        .extracting(reply -> ((InspectReply.Free) reply).queue().first())
        .isEqualTo(
            List.of(
                new InspectReply.Waiting("what is this", 0, Optional.empty()),
                new InspectReply.Waiting("", 0, Optional.empty())));
  }

  @Test
  void inspect_foreign_isItsType() {
    assertThat(inspect("FOREIGN", "zset")).isEqualTo(new InspectReply.Foreign("zset"));
  }

  /** What is wrong with it, and the reader that has to say so. */
  private record Malformed(Script script, @Nullable Object raw, Function<Reply, ?> reader) {
    static Malformed of(Script script, Function<Reply, ?> reader, @Nullable Object... fields) {
      return new Malformed(script, rawOf(fields), reader);
    }
  }

  static List<Malformed> malformed() {
    return List.of(
        new Malformed(Script.ACQUIRE, null, AcquireReply::read),
        new Malformed(Script.ACQUIRE, 1L, AcquireReply::read),
        new Malformed(Script.ACQUIRE, bytes("GRANTED"), AcquireReply::read),
        new Malformed(Script.ACQUIRE, "GRANTED", AcquireReply::read),
        new Malformed(Script.RELEASE, List.of(), ReleaseReply::read),
        new Malformed(Script.RELEASE, Arrays.asList((Object) null), ReleaseReply::read),
        new Malformed(Script.RELEASE, List.of(List.of()), ReleaseReply::read),
        Malformed.of(Script.ACQUIRE, AcquireReply::read, 1L),
        Malformed.of(Script.ACQUIRE, AcquireReply::read, "granted", 1L, 2L),
        Malformed.of(Script.ACQUIRE, AcquireReply::read, "", 1L, 2L),
        Malformed.of(Script.ACQUIRE, AcquireReply::read, "GRANTED", "1", 2L, 3L),
        Malformed.of(Script.ACQUIRE, AcquireReply::read, "GRANTED", 1L, null, 3L),
        Malformed.of(Script.ACQUIRE, AcquireReply::read, "GRANTED", 1L, 2L, "3"),
        Malformed.of(Script.ACQUIRE, AcquireReply::read, "KEPT", 1L, 2L),
        Malformed.of(Script.ACQUIRE, AcquireReply::read, "HELD", 1L, 2L),
        Malformed.of(Script.ACQUIRE, AcquireReply::read, "QUEUED", 1L, 2L, "3", "them"),
        Malformed.of(Script.RENEW, RenewReply::read, "RELEASED"),
        Malformed.of(Script.RELEASE, ReleaseReply::read, "RENEWED"),
        Malformed.of(Script.CANCEL, CancelReply::read, "CANCELED"),
        Malformed.of(Script.INSPECT, InspectReply::read, "FREE", 1L, 1L, 1L, "nobody"),
        Malformed.of(Script.INSPECT, InspectReply::read, "FREE", 1L, 1L, 1L, List.of(7L)),
        Malformed.of(
            Script.INSPECT, InspectReply::read, "HELD", "them", "x", 1L, 1L, 1L, List.of()));
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void reader_malformedReply_namesTheScript(Malformed reply) {
    assertThatIllegalStateException()
        .isThrownBy(() -> reply.reader.apply(new Reply(reply.script, reply.raw)))
        .withMessageContaining(reply.script.name())
        .withMessageEndingWith("which its header does not state");
  }

  static List<Malformed> tooShort() {
    return List.of(
        Malformed.of(Script.ACQUIRE, AcquireReply::read, "GRANTED"),
        Malformed.of(Script.ACQUIRE, AcquireReply::read, "GRANTED", 1L),
        Malformed.of(Script.ACQUIRE, AcquireReply::read, "GRANTED", 1L, 2L),
        Malformed.of(Script.ACQUIRE, AcquireReply::read, "FOREIGN"),
        Malformed.of(Script.INSPECT, InspectReply::read, "FREE", 1L, 1L, 1L));
  }

  @ParameterizedTest
  @MethodSource("tooShort")
  void reader_replyTooShort_namesTheScript(Malformed reply) {
    assertThatIllegalStateException()
        .isThrownBy(() -> reply.reader.apply(new Reply(reply.script, reply.raw)))
        .withMessageContaining(reply.script.name());
  }

  private static AcquireReply line(String text) {
    return AcquireReply.read(new Reply(Script.ACQUIRE, bytes(text)));
  }

  private static AcquireReply acquire(Object... fields) {
    return AcquireReply.read(reply(Script.ACQUIRE, fields));
  }

  private static InspectReply inspect(Object... fields) {
    return InspectReply.read(reply(Script.INSPECT, fields));
  }

  private static Reply reply(Script script, Object... fields) {
    return new Reply(script, rawOf(fields));
  }

  private static List<@Nullable Object> rawOf(@Nullable Object... fields) {
    return Arrays.stream(fields)
        .map(field -> field instanceof String text ? bytes(text) : field)
        .toList();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
