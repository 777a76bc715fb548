package dev.baton.internal.renew;

import dev.baton.internal.link.ScriptRunner;
import dev.baton.internal.time.MonotonicClock;
import dev.baton.internal.time.Turnstile;
import dev.baton.spi.Backend;
import dev.baton.spi.BackendListener;
import dev.baton.spi.Connector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks how many replicas have the grants of a client: by {@code WAIT}, on a connection of its own,
 * since that blocks it. The connection is opened by the first question and has one round of
 * questions under way; those that come meanwhile go together in the next one.
 *
 * <p>All below happens inside the turnstile, but for the commands themselves.
 */
public final class ReplicaAcknowledger extends Turnstile {
  /** So long a round blocks the connection at most, which the next one waits for. */
  private static final long LONGEST_ROUND_MILLIS = 200;

  private final Connector connector;
  private final Executor blockingExecutor;
  private final MonotonicClock clock;

  private List<AcknowledgementRound.Question> next = new ArrayList<>();
  private @Nullable Backend backend;

  /** Whether the connection is being opened, or a round is under way. */
  private boolean busy;

  private boolean closed;

  /**
   * One that has yet to open its connection.
   *
   * @param blockingExecutor where that is waited for
   */
  public ReplicaAcknowledger(Connector connector, Executor blockingExecutor, MonotonicClock clock) {
    this.connector = connector;
    this.blockingExecutor = blockingExecutor;
    this.clock = clock;
  }

  /** Who asked is told how many replicas have the grant, or why that is not known. */
  public interface Answer {
    /**
     * Tells it.
     *
     * @param replicas how many have it, zero if that is not known
     * @param fault why not, or null
     */
    void tell(long replicas, @Nullable Throwable fault);
  }

  /**
   * Asks once. Returns at once; a loss that shows meanwhile ends the hold.
   *
   * @param hold renewed with that
   * @param replicas how many are waited for, for a fifth of a second at most
   * @param answer told on a thread of the adapter
   */
  public void ask(Renewable hold, int replicas, Answer answer) {
    submit(
        in -> {
          next.add(new AcknowledgementRound.Question(hold, replicas, answer));
          goOn(in);
        });
  }

  /** Closes the connection; what is asked is answered with a fault. */
  public void close() {
    submit(
        in -> {
          closed = true;
          Backend opened = backend;
          if (opened != null) {
            in.afterwards(() -> opened.close());
          }
        });
  }

  private void goOn(Inside in) {
    if (busy || next.isEmpty()) {
      return;
    }
    busy = true;
    Backend opened = backend;
    if (opened == null) {
      in.afterwards(() -> blockingExecutor.execute(this::open));
      return;
    }
    List<AcknowledgementRound.Question> questions = next;
    next = new ArrayList<>();
    in.afterwards(() -> send(opened, questions));
  }

  private void open() {
    try {
      Backend opened = connector.connect(BackendListener.DEAF);
      submit(in -> opened(in, opened));
    } catch (RuntimeException thrown) {
      submit(in -> unopened(in, thrown));
    }
  }

  private void opened(Inside in, Backend opened) {
    backend = opened;
    if (closed) {
      in.afterwards(() -> opened.close());
    }
    ended(in);
  }

  private void unopened(Inside in, RuntimeException thrown) {
    List<AcknowledgementRound.Question> questions = next;
    next = new ArrayList<>();
    in.afterwards(() -> questions.forEach(question -> question.fail(thrown)));
    ended(in);
  }

  private void ended(Inside in) {
    busy = false;
    goOn(in);
  }

  private void send(Backend opened, List<AcknowledgementRound.Question> questions) {
    AcknowledgementRound round =
        new AcknowledgementRound(questions, clock.nanoTime(), () -> submit(this::ended));
    long most = TimeUnit.NANOSECONDS.toMillis(opened.commandTimeout().toNanos()) / 2;
    round.send(new ScriptRunner(opened), opened.isCluster(), Math.min(LONGEST_ROUND_MILLIS, most));
  }
}
