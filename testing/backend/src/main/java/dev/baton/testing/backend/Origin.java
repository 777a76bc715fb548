package dev.baton.testing.backend;

import dev.baton.spi.Backend;
import dev.baton.spi.ConnectionFault;
import java.time.Duration;
import java.util.function.Consumer;
import org.awaitility.Awaitility;

/**
 * One of the ways in which an adapter comes by its connections: by an address, or on a client that
 * the application has. An adapter has an enum of them.
 *
 * @param <S> a server or a cluster
 */
public interface Origin<S> {
  /** Short, so that tests of silence take little time; long enough for a busy machine. */
  Duration BRIEF = Duration.ofSeconds(2);

  /** Only a test that fails waits for as long as this. */
  Duration PATIENCE = Duration.ofMinutes(1);

  /**
   * Opens a backend.
   *
   * @param deployment where it leads
   * @param commandTimeout its longest wait for an answer
   * @return the backend; whoever opened it closes it
   */
  Session open(S deployment, Duration commandTimeout);

  /**
   * Opens one for a test of a server that does not answer.
   *
   * @param deployment where it leads
   * @return the backend
   */
  default Session brief(S deployment) {
    return brief(deployment, backend -> {});
  }

  /**
   * Opens one for a test of a server that does not answer, and has it do what comes before that. On
   * a busy machine the answers to that can be late: then another one is opened.
   *
   * @param deployment where it leads
   * @param beginning what comes before
   * @return the backend
   */
  default Session brief(S deployment, Consumer<Backend> beginning) {
    Awaitility.setDefaultTimeout(PATIENCE);
    for (int attempt = 1; ; attempt++) {
      try {
        Session session = open(deployment, BRIEF);
        return begun(session, beginning);
      } catch (ConnectionFault late) {
        if (attempt == 20) {
          throw late;
        }
      }
    }
  }

  private static Session begun(Session session, Consumer<Backend> beginning) {
    try {
      beginning.accept(session.backend());
      return session;
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
  }

  /**
   * Opens one that waits for answers for longer than they take on a busy machine.
   *
   * @param deployment where it leads
   * @return the backend
   */
  default Session patient(S deployment) {
    return patient(deployment, backend -> {});
  }

  /**
   * Opens one likewise, and has it do something.
   *
   * @param deployment where it leads
   * @param beginning what
   * @return the backend
   */
  default Session patient(S deployment, Consumer<Backend> beginning) {
    Awaitility.setDefaultTimeout(PATIENCE);
    return begun(open(deployment, PATIENCE), beginning);
  }
}
