package dev.baton.spi;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Connections to one Redis or Valkey deployment: one that carries commands, and one, opened on the
 * first {@link #subscribe}, that carries pushed messages. Both reconnect by themselves.
 *
 * <p>All methods may be called from any thread, and no thread of another caller may be made to wait
 * for the answer of a command that is not its own longer than the order of the connection demands.
 * No method may hold a monitor ({@code synchronized}) while it waits: that would pin a virtual
 * thread to its carrier.
 *
 * <h2>Replies</h2>
 *
 * A reply is {@code null} for nil, {@link Long} for an integer, {@code byte[]} for a string of
 * either kind, and {@link List} of these for an array. An error inside an array does not occur in
 * Baton's commands. An error reply is a {@link ServerError}.
 */
public interface Backend extends AutoCloseable {

  /**
   * Sends a command and waits for its reply on the calling thread, for at most {@link
   * #commandTimeout()}. An interrupt does not end the wait and is kept for the caller to see. Only
   * for threads that {@linkplain #mayWait() may wait}.
   *
   * @param command what to send
   * @return the reply, see the class description
   * @throws ServerError if the server refused the command
   * @throws ConnectionFault if no reply came; it says whether the command may have run. Commands
   *     are never sent again by the adapter
   */
  @Nullable Object execute(Command command);

  /**
   * Sends a command without waiting, neither for the reply nor for the socket.
   *
   * @param command what to send
   * @return completes with the reply, or exceptionally with the very {@link BackendFault} (not
   *     wrapped) that {@link #execute} would have thrown, at the latest after {@link
   *     #commandTimeout()}; callbacks must not block
   */
  CompletionStage<@Nullable Object> submit(Command command);

  /**
   * Sends commands in one batch, as {@link #submit} would each.
   *
   * @param commands what to send
   * @return one stage a command, in the same order
   */
  List<CompletionStage<@Nullable Object>> submitAll(List<Command> commands);

  /**
   * Subscribes the push connection to a channel and returns once the server has confirmed it.
   * Messages, and every later loss and renewal of the subscription, are told to the {@link
   * BackendListener}. Subscribing again to the same channel does nothing.
   *
   * @param channel the channel's name
   * @param sharded true for {@code SSUBSCRIBE}, false for {@code SUBSCRIBE}
   * @throws ServerError if the server refused the subscription
   * @throws ConnectionFault if it was not confirmed within {@link #commandTimeout()}, or there is
   *     no connection for messages, also if the server refused one; the adapter does not go on
   *     trying
   */
  void subscribe(byte[] channel, boolean sharded);

  /**
   * Ends a subscription, without waiting for the server. Nothing is told of it, and it is not
   * renewed. Does nothing where there is none.
   *
   * @param channel the channel's name
   * @param sharded as it was subscribed
   */
  void unsubscribe(byte[] channel, boolean sharded);

  /**
   * Whether keys are spread over several servers by their slots. The channels of a lock must then
   * be in the slot of its key.
   *
   * @return true for a cluster
   */
  default boolean isCluster() {
    return false;
  }

  /**
   * The servers that have the keys, for commands that are about no key and have an answer of each.
   *
   * @return this one; for a cluster each primary as it is known now, which nobody closes
   */
  default List<Backend> primaries() {
    return List.of(this);
  }

  /**
   * Whether the calling thread may wait for an answer. One may not that brings answers or messages
   * itself, on which callbacks run: it would wait in vain, or hold up those of all others. What
   * waits asks this first, and fails at once if not.
   *
   * @return false on such a thread of this backend's
   */
  default boolean mayWait() {
    return true;
  }

  /**
   * The longest time that a command may stay without an answer.
   *
   * @return a positive duration
   */
  Duration commandTimeout();

  /**
   * Closes both connections, and the client library's client if this adapter made it. Commands
   * under way fail with a {@link ConnectionFault}. Closing again does nothing.
   */
  @Override
  void close();
}
