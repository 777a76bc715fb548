package dev.baton.internal.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.internal.script.AcquireReply.Granted;
import dev.baton.internal.script.AcquireReply.Held;
import dev.baton.internal.script.AcquireReply.Queued;
import dev.baton.internal.script.Push;
import dev.baton.internal.script.Request;
import dev.baton.internal.script.Term;
import dev.baton.internal.script.TimeLeft;
import dev.baton.spi.ConnectionFault;
import dev.baton.spi.ServerError;
import java.util.OptionalLong;

/** The acquisitions and answers that the tests of the protocol begin with. */
final class Given {
  static final long MS = 1_000_000;
  static final long NEVER = Long.MAX_VALUE;

  static final long LEASE = 30_000;
  static final long CLAIM = 3_000;
  static final Term TERM = new Term(LEASE, CLAIM);
  static final Term SHORT_TERM = new Term(2_000, 2_000);
  static final Term FOR_EVER = new Term(0, CLAIM);

  /** How many fences a grant sets aside. */
  static final long SPAN = 256;

  static final Request FENCED =
      new Request("me.1", Request.Kind.FENCED, "java@host:7/".getBytes(UTF_8), SPAN);
  static final Request VERBATIM =
      new Request("me.2", Request.Kind.VERBATIM, "my token".getBytes(UTF_8), 1);

  /** A holder that hands over, and one that does not. */
  static final String HOLDER = "java@other:8/them.5#41";

  static final String FOREIGNER = "4c5d3b8e-some-uuid";

  static final long BETWEEN_CHECKS = 100 * MS;
  static final long FENCE = 42;

  /** The server's time in the first answers, in microseconds. */
  static final long SERVER = 1_700_000_000_000_000L;

  private Given() {}

  static Acquisition acquisition() {
    return acquisition(FENCED, TERM);
  }

  static Acquisition acquisition(Request request, Term term) {
    return new Acquisition(request, term, BETWEEN_CHECKS, /* waitBegan= */ false);
  }

  /** An acquisition for those who have waited before. */
  static Acquisition waitBegan() {
    return new Acquisition(FENCED, TERM, BETWEEN_CHECKS, /* waitBegan= */ true);
  }

  /** An acquisition that was answered at once, at 1 ms, that it is the first to wait. */
  static Acquisition waiting(Request request, Term term) {
    Acquisition acquisition = acquisition(request, term);
    assertThat(acquisition.ask(true)).isEqualTo(new Step.Ask(true));
    assertThat(acquisition.onReply(queued(), 0, MS)).isInstanceOf(Step.Await.class);
    return acquisition;
  }

  static Granted granted() {
    return new Granted(FENCE, SERVER, 0);
  }

  static Held held() {
    return new Held(HOLDER, millisLeft(20_000), /* kept= */ false);
  }

  /** Held by a process that keeps it while nobody wants it. */
  static Held kept() {
    return new Held(HOLDER, millisLeft(20_000), /* kept= */ true);
  }

  static Queued queued() {
    return queued(0, HOLDER, millisLeft(20_000));
  }

  static Queued queued(long rank, String holder, TimeLeft left) {
    return new Queued(rank, SERVER, holder, left);
  }

  /** A push that the server made some time after {@link #SERVER}. */
  static Push.Granted push(long millisLater) {
    return new Push.Granted("me.1", FENCE, SERVER + millisLater * 1_000, 0);
  }

  static TimeLeft millisLeft(long millis) {
    return new TimeLeft(OptionalLong.of(millis));
  }

  static TimeLeft noExpiry() {
    return new TimeLeft(OptionalLong.empty());
  }

  static ConnectionFault cut(boolean mayHaveRun) {
    return new ConnectionFault("cut", mayHaveRun, null);
  }

  static ServerError refusal(String code) {
    return new ServerError(code + " said the server");
  }

  /** Fences that were set aside long ago, by the server's clock. */
  static FenceRange fences(long first, long last) {
    return new FenceRange(first, last, SERVER, 0);
  }

  static Grant grantOf(Step step) {
    assertThat(step).isInstanceOf(Step.Acquired.class);
    return ((Step.Acquired) step).grant();
  }
}
