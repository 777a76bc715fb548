package dev.baton.internal.script;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What REJOIN answers, word by word. */
class RejoinReplyTest {

  @Test
  void rejoin_granted_isFenceTimeAndWaiters() {
    assertThat(rejoin("GRANTED", 42L, 1_700L, 3L))
        .isEqualTo(new AcquireReply.Granted(42, 1_700, 3));
  }

  @Test
  void rejoin_queued_isRankTimeLeftTimeAndHolder() {
    assertThat(rejoin("QUEUED", 3L, 5_000L, 1_700L, "them"))
        .isEqualTo(new AcquireReply.Queued(3, 1_700, "them", new TimeLeft(OptionalLong.of(5_000))));
  }

  @Test
  void rejoin_deletedOrOverwritten_wasNotQueued() {
    assertThat(rejoin("DELETED")).isEqualTo(new RejoinReply.NotQueued(ReleaseReply.DELETED));
    assertThat(rejoin("OVERWRITTEN", "them"))
        .isEqualTo(new RejoinReply.NotQueued(ReleaseReply.OVERWRITTEN));
  }

  @Test
  void rejoin_whileTheSlotMoves_isWhatBecameOfTheLock() {
    Reply reply = new Reply(Script.FREE, "RELEASED".getBytes(UTF_8));

    assertThat(RejoinReply.readReleased(reply))
        .isEqualTo(new RejoinReply.NotQueued(ReleaseReply.RELEASED));
  }

  @ParameterizedTest
  @ValueSource(strings = {"HELD", "KEPT", "FOREIGN", "RELEASED", "HANDED", "deleted", ""})
  void rejoin_anotherWord_namesTheScript(String word) {
    assertThatIllegalStateException()
        .isThrownBy(() -> rejoin(word, 1L, 2L))
        .withMessageContaining("REJOIN")
        .withMessageEndingWith("which its header does not state");
  }

  @Test
  void rejoin_tooShort_namesTheScript() {
    assertThatIllegalStateException()
        .isThrownBy(() -> rejoin("GRANTED", 42L, 1_700L))
        .withMessageContaining("REJOIN");
    assertThatIllegalStateException()
        .isThrownBy(() -> rejoin("QUEUED", 3L, 5_000L, 1_700L))
        .withMessageContaining("REJOIN");
  }

  private static RejoinReply rejoin(Object... fields) {
    List<Object> raw =
        Arrays.stream(fields)
            .map(field -> field instanceof String text ? text.getBytes(UTF_8) : field)
            .toList();
    return RejoinReply.read(new Reply(Script.REJOIN, raw));
  }
}
