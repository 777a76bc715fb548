package dev.baton.internal.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.internal.script.Calls;
import dev.baton.internal.script.InboxNames;
import dev.baton.internal.script.LockKeys;
import dev.baton.internal.script.Request;
import dev.baton.internal.script.ServerFeatures;
import dev.baton.internal.script.Term;
import dev.baton.spi.Backend;
import dev.baton.spi.BackendListener;
import dev.baton.spi.Command;
import dev.baton.spi.ConnectionFault;
import dev.baton.spi.Connector;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A server of one lock, in memory: the scripts' rules without their times. It answers each command
 * on the thread that brings it, and pushes on that thread as well.
 */
final class MemoryServer implements Backend, Connector {
  // Where things stand in a command: who asks comes first in all scripts, then value and used.
  private static final int VALUE_RENEWED = 4;
  private static final int VALUE_RELEASED = 6;
  private static final int USED_BY_RELEASE = 7;
  private static final int REQUEST = 6;
  private static final int KIND = 7;
  private static final int TOKEN = 8;
  private static final int SPAN = 9;
  private static final int VALUE_REJOINED = 10;
  private static final int USED_BY_REJOIN = 11;
  private static final int WAIT_OF_ACQUIRE = 12;

  private static final ServedLock.Place ELSEWHERE = new ServedLock.Place("other.1", "other", 1);

  private static final Map<String, String> OPERATIONS = operations();

  private final ReentrantLock guard = new ReentrantLock();
  private final ServedLock lock = new ServedLock();
  private final ServedShares shares = new ServedShares(this::writing);

  /** What is done while somebody elsewhere writes. */
  volatile Runnable onWriting = () -> {};

  private volatile @Nullable BackendListener listener;
  private boolean closed;

  /**
   * What a command leads to.
   *
   * @param reply its reply
   * @param pushed a message that goes out before it, or nothing
   */
  private record Answer(String reply, String pushed) {}

  private static Map<String, String> operations() {
    Calls calls = new Calls(ServerFeatures.LEAST, InboxNames.common("1"), Duration.ofMinutes(10));
    LockKeys keys = LockKeys.of("a");
    Request request = new Request("1.1", Request.Kind.FENCED, new byte[0], 1);
    Term term = new Term(1, 1);
    Map<String, String> known = new HashMap<>();
    known.put(word(calls.acquire(keys, request, term, true).command(), 1), "ACQUIRE");
    known.put(word(calls.release(keys, new byte[0], 0, false).command(), 1), "RELEASE");
    known.put(word(calls.rejoin(keys, new byte[0], 0, request, term).command(), 1), "REJOIN");
    known.put(word(calls.cancel(keys, request, term).command(), 1), "CANCEL");
    known.put(word(calls.renew(keys, new byte[0], 1).command(), 1), "RENEW");
    known.put(word(calls.renew(keys, new byte[0], 1).inPlace().command(), 1), "RENEW");
    Calls sharing = calls.sharing();
    known.put(word(sharing.acquire(keys, request, term, true).command(), 1), "SHARE");
    known.put(word(sharing.release(keys, new byte[0], 0, false).command(), 1), "UNSHARE");
    known.put(word(sharing.renew(keys, new byte[0], 1).command(), 1), "PROLONG");
    known.put(word(sharing.renew(keys, new byte[0], 1).inPlace().command(), 1), "PROLONG");
    return known;
  }

  /** The lock's value is deleted by somebody. */
  void delete() {
    guard.lock();
    try {
      lock.delete();
    } finally {
      guard.unlock();
    }
  }

  /** Somebody in another process takes the lock, which is free. */
  void takeElsewhere() {
    guard.lock();
    try {
      lock.acquire(ELSEWHERE, /* waits= */ false);
    } finally {
      guard.unlock();
    }
  }

  /** That one gives it back. */
  void releaseElsewhere() {
    String push;
    guard.lock();
    try {
      lock.releaseOf(ELSEWHERE);
      push = lock.takePush();
    } finally {
      guard.unlock();
    }
    push(push);
  }

  private void writing() {
    onWriting.run();
  }

  /** Somebody in another process wants to write, and does so once nobody reads. */
  void writeElsewhere() {
    push(wanted());
  }

  /** Somebody in another process has so many permits more, or fewer. */
  void takePermitsElsewhere(int more) {
    push(taken(more));
  }

  private String taken(int more) {
    guard.lock();
    try {
      shares.takeElsewhere(more);
      return shares.takePush();
    } finally {
      guard.unlock();
    }
  }

  private String wanted() {
    guard.lock();
    try {
      shares.wantToWrite();
      return shares.takePush();
    } finally {
      guard.unlock();
    }
  }

  /** Whether nobody has the lock, and nobody waits for it. */
  boolean isClean() {
    guard.lock();
    try {
      return lock.isClean() && shares.isClean();
    } finally {
      guard.unlock();
    }
  }

  /** The same, in a word. */
  String state() {
    return isClean() ? "free" : "held or wanted";
  }

  @Override
  public @Nullable Object execute(Command command) {
    String operation = OPERATIONS.getOrDefault(word(command, 1), "");
    if (operation.isEmpty()) {
      return List.of(); // what it can do: no more than any
    }
    Answer answer = answered(operation, command);
    push(answer.pushed);
    return answer.reply.getBytes(UTF_8);
  }

  private void push(String message) {
    BackendListener told = listener;
    if (!message.isEmpty() && told != null) {
      for (String each : message.split("\n", -1)) {
        told.onMessage(each.getBytes(UTF_8));
      }
    }
  }

  private Answer answered(String operation, Command command) {
    guard.lock();
    try {
      if (closed) {
        throw new ConnectionFault("closed", /* mayHaveRun= */ false, null);
      }
      String reply = answer(operation, command);
      String push = lock.takePush();
      return new Answer(reply, push.isEmpty() ? shares.takePush() : push);
    } finally {
      guard.unlock();
    }
  }

  private String answer(String operation, Command command) {
    return switch (operation) {
      case "ACQUIRE" ->
          lock.acquire(place(command), word(command, WAIT_OF_ACQUIRE).startsWith("WAIT "));
      case "RELEASE" ->
          lock.release(word(command, VALUE_RELEASED), number(command, USED_BY_RELEASE));
      case "REJOIN" ->
          lock.rejoin(
              word(command, VALUE_REJOINED), number(command, USED_BY_REJOIN), place(command));
      case "CANCEL" ->
          word(command, KIND).contains("/")
              ? shares.cancel(word(command, REQUEST))
              : lock.cancel(word(command, REQUEST));
      case "SHARE" ->
          shares.share(
              place(command),
              Integer.parseInt(word(command, KIND).replaceFirst("^1/([0-9]+)[!~]*$", "$1")),
              word(command, WAIT_OF_ACQUIRE).startsWith("WAIT "));
      case "UNSHARE" -> shares.unshare(word(command, VALUE_RELEASED));
      case "PROLONG" -> shares.prolong(word(command, VALUE_RENEWED));
      default -> lock.renew(word(command, VALUE_RENEWED));
    };
  }

  private static ServedLock.Place place(Command command) {
    return new ServedLock.Place(
        word(command, REQUEST), word(command, TOKEN), number(command, SPAN));
  }

  private static String word(Command command, int index) {
    return new String(command.words()[index], UTF_8);
  }

  private static long number(Command command, int index) {
    return Long.parseLong(word(command, index));
  }

  @Override
  public CompletionStage<@Nullable Object> submit(Command command) {
    try {
      return CompletableFuture.completedFuture(execute(command));
    } catch (ConnectionFault fault) {
      return CompletableFuture.failedFuture(fault);
    }
  }

  @Override
  public List<CompletionStage<@Nullable Object>> submitAll(List<Command> commands) {
    return commands.stream().map(this::submit).toList();
  }

  @Override
  public void subscribe(byte[] channel, boolean sharded) {}

  @Override
  public void unsubscribe(byte[] channel, boolean sharded) {
    throw new UnsupportedOperationException("only in a cluster");
  }

  @Override
  public Duration commandTimeout() {
    return Duration.ofSeconds(1);
  }

  @Override
  public void close() {
    guard.lock();
    try {
      closed = true;
    } finally {
      guard.unlock();
    }
  }

  @Override
  public Backend connect(BackendListener told) {
    listener = told;
    return this;
  }

  @Override
  public String target() {
    return "memory";
  }
}
