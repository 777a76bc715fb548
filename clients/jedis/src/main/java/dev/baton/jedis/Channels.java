package dev.baton.jedis;

import dev.baton.spi.BackendFault;
import dev.baton.spi.ServerError;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Which channels are asked for, sent and confirmed. Knows no connection and no lock. */
final class Channels {

  /** To be restored whenever the connection is lost. */
  private final Set<Channel> confirmed = new LinkedHashSet<>();

  /** Asked for by callers who wait. */
  private final Map<Channel, CompletableFuture<Void>> requested = new LinkedHashMap<>();

  /** Sent on the present connection, in the order in which the server answers. */
  private final Queue<Channel> unanswered = new ArrayDeque<>();

  private boolean lost;

  boolean isConfirmed(Channel channel) {
    return confirmed.contains(channel);
  }

  /** The request of a caller who waits for this channel already. */
  @Nullable CompletableFuture<Void> request(Channel channel) {
    return requested.get(channel);
  }

  CompletableFuture<Void> addRequest(Channel channel) {
    CompletableFuture<Void> answer = new CompletableFuture<>();
    requested.put(channel, answer);
    return answer;
  }

  /** What a new connection has to be subscribed to. */
  List<Channel> wanted() {
    List<Channel> wanted = new ArrayList<>(confirmed);
    wanted.addAll(requested.keySet());
    return wanted;
  }

  boolean hasConfirmed() {
    return !confirmed.isEmpty();
  }

  boolean isUnanswered(Channel channel) {
    return unanswered.contains(channel);
  }

  boolean isAllAnswered() {
    return unanswered.isEmpty();
  }

  void sent(Channel channel) {
    unanswered.add(channel);
  }

  /** The server has confirmed a channel. */
  void confirm(Channel channel) {
    if (!channel.equals(unanswered.peek())) {
      return;
    }
    unanswered.remove();
    CompletableFuture<Void> answer = requested.remove(channel);
    if (answer != null) {
      confirmed.add(channel);
      answer.complete(null);
    }
  }

  /**
   * The server has answered with an error.
   *
   * @return false if no caller waits for this: it was the answer to something else, or about a
   *     channel that was confirmed once
   */
  boolean refuse(ServerError error) {
    Channel channel = unanswered.poll();
    CompletableFuture<Void> answer = channel == null ? null : requested.remove(channel);
    return answer != null && answer.completeExceptionally(error);
  }

  /** Fails one request, if it is still open. */
  void withdraw(Channel channel, CompletableFuture<Void> answer, BackendFault fault) {
    if (requested.remove(channel, answer)) {
      answer.completeExceptionally(fault);
    }
  }

  /** The connection is gone, and with it what was sent. */
  void disconnected() {
    unanswered.clear();
  }

  /** Fails all requests. */
  void failRequests(BackendFault fault) {
    requested.values().forEach(answer -> answer.completeExceptionally(fault));
    requested.clear();
  }

  /**
   * Confirmed channels are not subscribed to at present.
   *
   * @return whether that is news
   */
  boolean lose() {
    boolean news = !lost && !confirmed.isEmpty();
    lost |= news;
    return news;
  }

  /**
   * All is subscribed to again.
   *
   * @return whether that is news
   */
  boolean restore() {
    boolean news = lost;
    lost = false;
    return news;
  }
}
