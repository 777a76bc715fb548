package dev.baton.internal.runtime;

import static dev.baton.internal.runtime.ScriptedBackend.words;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Lease;
import dev.baton.LossReason;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Hearing at once that somebody else gave a lock of ours back. */
class LossWatchTest extends CohortCase {

  private static String request(Lease lease) {
    String token = lease.ownerToken();
    return token.substring(token.indexOf('/') + 1, token.indexOf('#'));
  }

  private static CompletableFuture<LossReason> lost(Lease lease) {
    return lease.lost().toCompletableFuture();
  }

  @Test
  void revoked_keyGone_isLostAtOnce() throws Exception {
    Lease lease = take(lock);
    CompletableFuture<LossReason> lost = lost(lease);
    backend.on("INSPECT", words("FREE", 1L, 2L, 0L, List.of()));
    backend.push("REVOKED " + request(lease));

    assertThat(Eventually.resultOf(lost)).isEqualTo(LossReason.DELETED);
    assertThat(lease.isHeld()).isFalse();
    assertThat(engine.cohorts().renewer().holds()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void revoked_keyIsAnothers_isLostAtOnce(Other other) throws Exception {
    Lease lease = take(lock);
    CompletableFuture<LossReason> lost = lost(lease);
    backend.on("INSPECT", other.reply);
    backend.push("REVOKED " + request(lease));

    assertThat(Eventually.resultOf(lost)).isEqualTo(LossReason.OVERWRITTEN);
  }

  private enum Other {
    HOLDER(words("HELD", CohortCase.HOLDER, 5L, 1L, 2L, 0L, List.of())),
    TYPE(words("FOREIGN", "hash"));

    private final List<Object> reply;

    Other(List<Object> reply) {
      this.reply = reply;
    }
  }

  @Test
  void revoked_keyIsStillOurs_staysHeld() {
    Lease lease = take(lock);
    CompletableFuture<LossReason> lost = lost(lease);
    backend.on("INSPECT", words("HELD", lease.ownerToken(), 5L, 1L, 2L, 0L, List.of()));
    backend.push("REVOKED " + request(lease));

    assertThat(backend.operations()).containsExactly("ACQUIRE", "INSPECT");
    assertThat(lease.isHeld()).isTrue();
    assertThat(lost).isNotDone();
  }

  @Test
  void revoked_serverDoesNotAnswer_isLeftToTheNextRenewal() {
    Lease lease = take(lock);
    CompletableFuture<LossReason> lost = lost(lease);
    cut("INSPECT");
    backend.push("REVOKED " + request(lease));

    assertThat(lease.isHeld()).isTrue();
    assertThat(lost).isNotDone();
  }

  @Test
  void revoked_nobodyWantsToBeTold_asksNothing() {
    Lease lease = take(lock);
    backend.push("REVOKED " + request(lease));

    assertThat(backend.operations()).containsExactly("ACQUIRE");
  }

  @Test
  void revoked_afterTheRelease_asksNothing() {
    Lease lease = take(lock);
    assertThat(lost(lease)).isNotDone();
    release(lease);
    backend.push("REVOKED " + request(lease));
    assertThat(lost(lease)).isNotDone();
    backend.push("REVOKED " + request(lease));

    assertThat(backend.operations()).containsExactly("ACQUIRE", "RELEASE");
  }
}
