package dev.baton.internal.script;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.baton.internal.script.Request.Kind;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who asks, and for how long. */
class RequestTest {

  @ParameterizedTest
  @CsvSource({"1", "1700000000000000", "9007199254740992"})
  void value_fenced_isTokenAndFence(long fence) {
    Request request = new Request("1.1", Kind.FENCED, "a b#c/".getBytes(UTF_8), 1);

    assertThat(request.valueWith(fence)).isEqualTo(("a b#c/1.1#" + fence).getBytes(UTF_8));
  }

  @Test
  void value_fencedTwice_differs() {
    Request request = new Request("1.1", Kind.FENCED, "app/".getBytes(UTF_8), 1);

    assertThat(request.valueWith(1)).isNotEqualTo(request.valueWith(2));
  }

  @Test
  void value_keeping_isTokenAndFence() {
    Request request = new Request("1.1", Kind.KEEPING, "app/".getBytes(UTF_8), 65_536);

    assertThat(request.valueWith(42)).isEqualTo("app/1.1#42".getBytes(UTF_8));
  }

  @Test
  void value_verbatim_isTheTokenByteForByte() {
    byte[] token = {0, ' ', '#', -1, '\r', '\n'};

    assertThat(new Request("1.1", Kind.VERBATIM, token, 1).valueWith(42)).isEqualTo(token);
  }

  @Test
  void value_verbatimAndEmpty_isEmpty() {
    assertThat(new Request("1.1", Kind.VERBATIM, new byte[0], 1).valueWith(42)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"10, 10, 10", "2999, 2999, 2999", "3000, 3000, 3000", "30000, 30000, 3000"})
  void term_lease_claimIsThreeSecondsAtMost(long duration, long lease, long claim) {
    Term term = Term.of(Optional.of(Duration.ofMillis(duration)));

    assertThat(term).isEqualTo(new Term(lease, claim));
    assertThat(term.forEver()).isFalse();
  }

  @Test
  void term_none_isForEverButClaimedForThreeSeconds() {
    assertThat(Term.of(Optional.empty())).isEqualTo(new Term(0, 3_000));
    assertThat(Term.of(Optional.empty()).forEver()).isTrue();
  }

  @Test
  void term_fractionsOfAMillisecond_areDropped() {
    assertThat(Term.of(Optional.of(Duration.ofNanos(10_999_999)))).isEqualTo(new Term(10, 10));
  }

  @ParameterizedTest
  @CsvSource({"-1, 1", "1, 0", "1, -1"})
  void term_impossible_isRefused(long lease, long claim) {
    assertThatIllegalArgumentException().isThrownBy(() -> new Term(lease, claim));
  }
}
