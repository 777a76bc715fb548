package dev.baton.internal.script;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuickLookTest {
  private static final long NOW = 1_700_000_000_000_000L;
  private static final String OURS = "java@host:8/them.5#1699999999000000";

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static List<@Nullable Object> replies(
      @Nullable Object value,
      @Nullable Object pttl,
      @Nullable Object waiting,
      @Nullable Object record) {
    return new ArrayList<>(Arrays.asList(value, pttl, waiting, record));
  }

  private static Optional<InspectReply.Held> lock(List<@Nullable Object> replies) {
    return Glance.AT_STRINGS.read(replies, NOW, /* foreign= */ false);
  }

  private static Optional<InspectReply.Held> foreign(List<@Nullable Object> replies) {
    return Glance.AT_STRINGS.read(replies, NOW, /* foreign= */ true);
  }

  @Test
  void time_secondsAndMicros_areMicros() {
    assertThat(Glance.time().read(List.of(bytes("1700000000"), bytes("42")))).isEqualTo(NOW + 42);
  }

  @Test
  void time_thatIsMalformed_isTold() {
    for (Object reply :
        Arrays.asList(
            null,
            List.of(bytes("1")),
            List.of(1L, bytes("2")),
            List.of(bytes("1"), 2L),
            bytes("1"))) {
      assertThatIllegalStateException()
          .isThrownBy(() -> Glance.time().read(reply))
          .withMessageContaining("TIME");
    }
  }

  @Test
  void value_ofOurMaking_isALockHeldSinceTheFenceInIt() {
    InspectReply.Held held =
        lock(replies(bytes(OURS), 5_000L, 3L, bytes("1699999999500000"))).orElseThrow();
    assertThat(held.holder()).isEqualTo(OURS);
    assertThat(held.remaining()).isEqualTo(TimeLeft.ofPttl(5_000));
    assertThat(held.fence()).isEqualTo(1_699_999_999_500_000L);
    assertThat(held.heldMicros()).isEqualTo(OptionalLong.of(1_000_000));
    assertThat(held.queue().length()).isEqualTo(3);
  }

  @Test
  void value_ofSomebodyElse_isALockOnlyWithARecordOrAQueue() {
    var alone = replies(bytes("secret"), -1L, 0L, bytes(""));
    var recorded = replies(bytes("secret"), -1L, 0L, bytes("1699999999500000"));
    var wanted = replies(bytes("secret"), -1L, 1L, bytes(""));

    assertThat(lock(alone)).isEmpty();
    assertThat(foreign(alone)).isPresent();
    assertThat(lock(recorded)).isPresent();
    assertThat(foreign(recorded)).isEmpty();
    assertThat(lock(wanted)).isPresent();
    assertThat(foreign(wanted)).isEmpty();
    assertThat(foreign(replies(bytes(OURS), -1L, 0L, bytes("")))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "169999999950000", "not sixteen long"})
  void record_thatIsNone_saysNoFence(String record) {
    assertThat(lock(replies(bytes(OURS), 1L, 0L, bytes(record))).orElseThrow().fence()).isZero();
  }

  @Test
  void key_thatIsGone_isNotToldOf() {
    assertThat(lock(replies(bytes(""), -2L, 1L, bytes("")))).isEmpty();
    assertThat(foreign(replies(bytes(""), -2L, 0L, bytes("")))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void command_thatIsRefused_isNotToldOf(int refused) {
    List<@Nullable Object> replies = replies(bytes(OURS), 1L, 1L, bytes("1699999999500000"));
    assertThat(lock(replies)).isPresent();
    replies.set(refused, null);

    assertThat(lock(replies)).isEmpty();
    assertThat(foreign(replies)).isEmpty();
  }
}
