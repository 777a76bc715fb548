package dev.baton.jedis.internal;

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
public final class Channels {

  /** To be restored whenever the connection is lost. */
  private final Set<JedisChannel> confirmed = new LinkedHashSet<>();

  /** Asked for by callers who wait. */
  private final Map<JedisChannel, CompletableFuture<Void>> requested = new LinkedHashMap<>();

  /** Sent on the present connection, in the order in which the server answers. */
  private final Queue<Sent> unanswered = new ArrayDeque<>();

  /** Ended by the server, and not told yet. */
  private final List<JedisChannel> ended = new ArrayList<>();

  private boolean lost;

  /**
   * A command that was sent.
   *
   * <p>Behind each END goes a PING: where the server has just ended the subscription by itself, it
   * says so and refuses to end it again, and what comes before the reply to the PING is about that.
   */
  private record Sent(Kind kind, @Nullable JedisChannel channel) {
    static final Sent PING = new Sent(Kind.PING, null);

    enum Kind {
      BEGIN,
      END,
      PING
    }

    static Sent begin(JedisChannel channel) {
      return new Sent(Kind.BEGIN, channel);
    }

    static Sent end(JedisChannel channel) {
      return new Sent(Kind.END, channel);
    }
  }

  public boolean isConfirmed(JedisChannel channel) {
    return confirmed.contains(channel);
  }

  /** The request of a caller who waits for this channel already. */
  @Nullable CompletableFuture<Void> request(JedisChannel channel) {
    return requested.get(channel);
  }

  public CompletableFuture<Void> addRequest(JedisChannel channel) {
    CompletableFuture<Void> answer = new CompletableFuture<>();
    requested.put(channel, answer);
    return answer;
  }

  /** What a new connection has to be subscribed to. */
  public List<JedisChannel> wanted() {
    List<JedisChannel> wanted = new ArrayList<>(confirmed);
    wanted.addAll(requested.keySet());
    return wanted;
  }

  public boolean hasConfirmed() {
    return !confirmed.isEmpty();
  }

  public boolean isUnanswered(JedisChannel channel) {
    return unanswered.contains(Sent.begin(channel));
  }

  public boolean isAllAnswered() {
    return unanswered.isEmpty();
  }

  public void sent(JedisChannel channel) {
    unanswered.add(Sent.begin(channel));
  }

  public void sentEnd(JedisChannel channel) {
    unanswered.add(Sent.end(channel));
    sentPing();
  }

  public void sentPing() {
    unanswered.add(Sent.PING);
  }

  /** The server has answered a PING. */
  public void confirmPing() {
    Sent sent = unanswered.poll();
    if (sent != null && sent.kind() == Sent.Kind.END) {
      unanswered.poll();
    }
  }

  /** The server has confirmed a channel. */
  public void confirm(JedisChannel channel) {
    if (!Sent.begin(channel).equals(unanswered.peek())) {
      return;
    }
    unanswered.remove();
    CompletableFuture<Void> answer = requested.remove(channel);
    if (answer != null) {
      confirmed.add(channel);
      answer.complete(null);
    }
  }

  /** The server has ended a subscription: as it was asked to, or because the slot has moved. */
  public void confirmEnd(JedisChannel channel) {
    if (confirmed.remove(channel)) {
      ended.add(channel);
    }
  }

  /**
   * The server has answered with an error.
   *
   * @return false if it makes this connection useless: it was the answer to something else, or
   *     about a channel that was confirmed once and should be served here
   */
  public boolean refuse(ServerError error) {
    Sent sent = unanswered.peek();
    if (sent == null || sent.channel() == null) {
      return false;
    }
    if (sent.kind() == Sent.Kind.END) {
      return true;
    }
    unanswered.remove();
    CompletableFuture<Void> answer = requested.remove(sent.channel());
    if (answer != null) {
      return answer.completeExceptionally(error);
    }
    if (!error.isOfAnotherNode()) {
      return !confirmed.contains(sent.channel());
    }
    confirmEnd(sent.channel());
    return true;
  }

  /** Those that the server has ended since the last call. */
  public List<JedisChannel> takeEnded() {
    List<JedisChannel> taken = List.copyOf(ended);
    ended.clear();
    return taken;
  }

  /**
   * Forgets a channel; who still waits for it gets the fault.
   *
   * @return whether it was subscribed to or asked for
   */
  public boolean giveUp(JedisChannel channel, BackendFault fault) {
    CompletableFuture<Void> answer = requested.remove(channel);
    if (answer != null) {
      answer.completeExceptionally(fault);
    }
    boolean known = confirmed.remove(channel) || answer != null;
    lost &= !confirmed.isEmpty();
    return known;
  }

  /** Fails one request, if it is still open. */
  public void withdraw(JedisChannel channel, CompletableFuture<Void> answer, BackendFault fault) {
    if (requested.remove(channel, answer)) {
      answer.completeExceptionally(fault);
    }
  }

  /** The connection is gone, and with it what was sent. */
  public void disconnected() {
    unanswered.clear();
  }

  /** Fails all requests. */
  public void failRequests(BackendFault fault) {
    requested.values().forEach(answer -> answer.completeExceptionally(fault));
    requested.clear();
  }

  /**
   * Confirmed channels are not subscribed to at present.
   *
   * @return whether that is news
   */
  public boolean lose() {
    boolean news = !lost && !confirmed.isEmpty();
    lost |= news;
    return news;
  }

  /**
   * All is subscribed to again.
   *
   * @return whether that is news
   */
  public boolean restore() {
    boolean news = lost;
    lost = false;
    return news;
  }
}
