package dev.baton.testing.backend;

import dev.baton.spi.Backend;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A server of one test, and what others than the backend see and do there.
 *
 * @param <S> the server
 */
public interface Host<S> extends AutoCloseable {

  /**
   * Where the backend leads.
   *
   * @return the server
   */
  S server();

  /** Ends the server, in order. */
  void stop();

  /** Ends the server at once. */
  void kill();

  /** Starts the server again. What it had is gone. */
  void restart();

  /** Freezes the server. */
  void pause();

  /** Lets the server go on. */
  void resume();

  /**
   * What anybody else is answered.
   *
   * @param words a command
   * @return the reply, with strings for bytes
   */
  @Nullable Object send(String... words);

  /**
   * The connections of the backend.
   *
   * @return how many
   */
  long connections();

  /**
   * Which connection the commands of a backend go through.
   *
   * @param backend the backend
   * @return another one for another connection
   */
  @Nullable Object connection(Backend backend);

  /**
   * Sends a command that stays under way.
   *
   * @param backend whereby
   * @return its reply
   */
  CompletionStage<@Nullable Object> submitUnanswered(Backend backend);

  /**
   * Whether the server has such a command.
   *
   * @return whether it has
   */
  boolean isUnanswered();

  /** Has it answered. */
  void answer();

  /** Ends the connections for messages. */
  void cutPushes();

  /**
   * Forbids all channels but some.
   *
   * @param channels those that are allowed
   */
  void allowOnly(String... channels);

  /** Ends the server for good. */
  @Override
  void close();
}
