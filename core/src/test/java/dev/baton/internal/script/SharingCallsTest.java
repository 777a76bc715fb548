package dev.baton.internal.script;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.spi.ServerError;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What goes over the wire for a lock that is shared, word by word. */
class SharingCallsTest {
  private static final LockKeys KEYS = LockKeys.of("k");
  private static final String QUEUE = new String(KEYS.queue(), UTF_8);
  private static final String FENCE = new String(KEYS.fence(), UTF_8);
  private static final Term TERM = new Term(30_000, 3_000);
  private static final byte[] VALUE = "t/1x.7*2".getBytes(UTF_8);
  private static final Request REQUEST =
      new Request("1x.7", Request.Kind.share(2, 5, false), "t/".getBytes(UTF_8), 1);

  private static final Calls EXCLUSIVE =
      new Calls(new ServerFeatures(true, true), InboxNames.common("1x"), Duration.ofMinutes(10));
  private static final Calls SHARING = EXCLUSIVE.sharing();

  @Test
  void acquire_saysWhatAcquireDoes_toShare() {
    assertThat(words(SHARING.acquire(KEYS, REQUEST, TERM, true)))
        .containsExactly(
            "EVALSHA",
            sha(Script.SHARE),
            "3",
            "k",
            QUEUE,
            FENCE,
            "1x.7",
            "2/5",
            "t/1x.7",
            "1",
            "30000",
            "600000",
            "WAIT SPUBLISH 3000 baton:inbox:1x");
    assertThat(words(SHARING.cancel(KEYS, REQUEST, TERM))).contains(sha(Script.CANCEL), "2/5");
  }

  @Test
  void release_saysTheValue_andWithoutTheOtherKeysWhileTheyAreElsewhere() {
    Call<ReleaseReply> release = SHARING.release(KEYS, VALUE, 43, true);
    assertThat(words(release))
        .containsExactly(
            "EVALSHA",
            sha(Script.UNSHARE),
            "3",
            "k",
            QUEUE,
            FENCE,
            "t/1x.7*2",
            "600000",
            "SPUBLISH",
            "");
    Optional<Call<ReleaseReply>> simpler = release.after(new ServerError("TRYAGAIN keys"));
    assertThat(words(simpler.orElseThrow()))
        .containsExactly(
            "EVALSHA", sha(Script.UNSHARE), "1", "k", "t/1x.7*2", "600000", "SPUBLISH", "");
  }

  @Test
  void release_quarantined_hasThePrimaryAndTheLease() {
    assertThat(words(SHARING.release(KEYS.quarantined(TERM), VALUE, 43, true)))
        .containsExactly(
            "EVALSHA",
            sha(Script.UNSHARE),
            "4",
            "k",
            QUEUE,
            FENCE,
            new String(KEYS.primary(), UTF_8),
            "t/1x.7*2",
            "600000",
            "SPUBLISH",
            "",
            "30000");
  }

  @Test
  void revoke_saysWhereTheHolderHears() {
    assertThat(words(SHARING.revoke(KEYS, VALUE))).endsWith("SPUBLISH", "baton:inbox:");
  }

  @Test
  void renewals_areProlongations_onEveryServer() {
    assertThat(words(SHARING.renew(KEYS, VALUE, 5_000)))
        .containsExactly("EVALSHA", sha(Script.PROLONG), "1", "k", "t/1x.7*2", "5000");
    assertThat(words(SHARING.extend(KEYS, VALUE, 5_000)))
        .containsExactly("EVALSHA", sha(Script.PROLONG), "1", "k", "t/1x.7*2", "5000", "LEAST");
  }

  @Test
  void renewal_sentAgainByItsText_shortensNothing() {
    Call<RenewReply> renew = SHARING.renew(KEYS, VALUE, 5_000);
    assertThat(words(renew.after(new ServerError("NOSCRIPT no")).orElseThrow()))
        .startsWith("EVAL")
        .endsWith("t/1x.7*2", "5000", "LEAST");
  }

  @Test
  void holding_choosesByTheValue() {
    String alone = "app@host:1/1x.7#42";
    String shared = "app@host:1/1x.7*2";
    assertThat(EXCLUSIVE.holding(alone)).isSameAs(EXCLUSIVE);
    assertThat(SHARING.holding(alone)).isSameAs(EXCLUSIVE);
    assertThat(SHARING.holding(shared)).isSameAs(SHARING);
    assertThat(SHARING.holding("app@host:1/1x.7*" + Integer.MAX_VALUE)).isSameAs(SHARING);
    assertThat(EXCLUSIVE.holding("my own*1")).isSameAs(EXCLUSIVE);
    assertThat(SHARING.sharing()).isSameAs(SHARING);
    assertThat(words(EXCLUSIVE.holding(shared).renew(KEYS, VALUE, 5_000)))
        .contains(sha(Script.PROLONG));
  }

  @Test
  void value_isTheTokenAndTheWeight_whateverTheFence() {
    assertThat(REQUEST.valueWith(1)).isEqualTo(VALUE);
    assertThat(REQUEST.valueWith(2)).isEqualTo(VALUE);
    assertThat(OwnedValue.isMadeByBaton("app@host:1/1x.7*2")).isTrue();
    assertThat(OwnedValue.isMadeByBaton("app@host:1/1x.7*")).isFalse();
    assertThat(OwnedValue.fence("app@host:1/1x.7*2")).isEmpty();
  }

  @Test
  void kinds_areAlike_ifTheyAskForTheSame() {
    assertThat(Request.Kind.share(1, 0, false))
        .isEqualTo(Request.Kind.share(1, 0, false))
        .hasSameHashCodeAs(Request.Kind.share(1, 0, false))
        .hasToString("1/0")
        .isNotEqualTo(Request.Kind.share(1, 0, true))
        .isNotEqualTo(Request.Kind.share(1, 4, false));
    assertThat(Request.Kind.share(1, 0, true)).hasToString("1/0!");
    assertThat(Request.Kind.VERBATIM.isVerbatim()).isTrue();
    assertThat(Request.Kind.share(1, 0, false).isVerbatim()).isFalse();
  }

  private static List<String> words(Call<?> call) {
    return Arrays.stream(call.command().words()).map(word -> new String(word, UTF_8)).toList();
  }

  private static String sha(Script script) {
    return new String(script.sha(), UTF_8);
  }
}
