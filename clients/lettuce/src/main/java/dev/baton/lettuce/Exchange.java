package dev.baton.lettuce;

import dev.baton.spi.BackendFault;
import dev.baton.spi.ConnectionFault;
import dev.baton.spi.ServerError;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CompleteableCommand;
import io.lettuce.core.protocol.ProtocolKeyword;
import io.lettuce.core.protocol.RedisCommand;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One command, its reply and whoever waits for it, in one object.
 *
 * <p>Lettuce alone knows whether it wrote a command, and writes it again after a reconnect where
 * the client's options are not ours. So both are settled here, by one atomic state: the first
 * {@link #encode} makes the command a sent one; one that ends before certainly did not run and is
 * never written, one that ends after may have run and is not written again.
 */
final class Exchange extends RawOutput
    implements RedisCommand<byte[], byte[], Object>, CompleteableCommand<Object> {
  private static final AtomicReferenceFieldUpdater<Exchange, Object> STATE =
      AtomicReferenceFieldUpdater.newUpdater(Exchange.class, Object.class, "state");

  /** More than it takes until Lettuce has told of what it knows. */
  private static final int MOST_SENDINGS = 100;

  private static final Object UNSENT = "unsent";
  private static final Object SENT = "sent";
  private static final Object ANSWERED = "answered";

  /** How it ended without an answer; no cause means that time ran out. */
  private record Failure(boolean mayHaveRun, @Nullable Throwable cause) {}

  private final CommandLine line;
  private final Keyword keyword;
  private final byte[][] words;
  private final @Nullable Thread waiter;
  private final @Nullable CompletableFuture<@Nullable Object> promise;
  private final long start;
  private final long repliesBefore;
  private final boolean first;
  private final int sending;
  private volatile Object state = UNSENT;
  private @Nullable BiConsumer<? super Object, Throwable> hook;

  private Exchange(
      CommandLine line,
      byte[][] words,
      @Nullable Thread waiter,
      @Nullable CompletableFuture<@Nullable Object> promise,
      boolean first,
      long start,
      int sending) {
    this.line = line;
    this.start = start;
    this.sending = sending;
    this.first = first;
    this.keyword = line.keyword(words[0]);
    this.words = words;
    this.waiter = waiter;
    this.promise = promise;
    this.repliesBefore = line.replies();
  }

  /** One whose {@link #await} the present thread will call. */
  static Exchange awaited(CommandLine line, byte[][] words) {
    return new Exchange(line, words, Thread.currentThread(), null, false, System.nanoTime(), 1);
  }

  /** One that tells a future. */
  static Exchange promised(
      CommandLine line, byte[][] words, CompletableFuture<@Nullable Object> promise) {
    return new Exchange(line, words, null, promise, false, System.nanoTime(), 1);
  }

  /** One that tells a future, and goes out before the line is open for others. */
  static Exchange first(
      CommandLine line, byte[][] words, CompletableFuture<@Nullable Object> promise) {
    return new Exchange(line, words, null, promise, true, System.nanoTime(), 1);
  }

  /** Whether it may be sent anew if it certainly was not sent: for a connection was just lost. */
  boolean mayRepeat() {
    return !first && sending < MOST_SENDINGS && nanosLeft() > 0 && line.maySendAgain();
  }

  /** The same command to be sent anew, in what is left of its time. */
  Exchange again() {
    return new Exchange(line, words, waiter, promise, first, start, sending + 1);
  }

  /** Waits for the reply until the time is up; an interrupt is kept and does not end the wait. */
  @Nullable Object await() {
    boolean interrupted = false;
    while (!isDone()) {
      long left = nanosLeft();
      if (left <= 0) {
        timeOut();
      } else {
        LockSupport.parkNanos(this, left);
        interrupted |= Thread.interrupted();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    BackendFault fault = fault();
    if (fault != null) {
      throw fault;
    }
    return output;
  }

  long nanosLeft() {
    return line.timeoutNanos() - (System.nanoTime() - start);
  }

  void timeOut() {
    boolean wasSent = state == SENT;
    if (fail(null) && wasSent && line.replies() == repliesBefore) {
      line.disconnect();
    }
  }

  private boolean fail(@Nullable Throwable cause) {
    while (true) {
      Object before = state;
      if (before != UNSENT && before != SENT) {
        return false;
      }
      if (STATE.compareAndSet(this, before, new Failure(before == SENT, cause))) {
        settle();
        return true;
      }
    }
  }

  private void settle() {
    if (waiter != null) {
      LockSupport.unpark(waiter);
    }
    BackendFault fault = promise == null && hook == null ? null : fault();
    if (promise != null
        && state instanceof Failure failure
        && !failure.mayHaveRun()
        && failure.cause() != null
        && mayRepeat()) {
      line.sendLater(again());
    } else if (promise != null && fault == null) {
      promise.complete(output);
    } else if (promise != null) {
      promise.completeExceptionally(fault);
    }
    if (hook != null) {
      hook.accept(output, fault);
    }
  }

  private @Nullable BackendFault fault() {
    if (state instanceof Failure failure) {
      return new ConnectionFault(describe(failure), failure.mayHaveRun(), failure.cause());
    }
    return hasError() ? new ServerError(getError()) : null;
  }

  private String describe(Failure failure) {
    String what =
        failure.mayHaveRun()
            ? "no answer to " + keyword + " from " + line.target()
            : keyword + " was not sent to " + line.target();
    return failure.cause() != null
        ? what + ": " + failure.cause().getMessage()
        : what + " within " + TimeUnit.NANOSECONDS.toMillis(line.timeoutNanos()) + " ms";
  }

  @Override
  public void encode(ByteBuf buffer) {
    if ((first || line.isOpen()) && STATE.compareAndSet(this, UNSENT, SENT)) {
      Resp.write(words, buffer);
    } else {
      // Lettuce counts on a reply to all that it writes: give it one that changes nothing
      Resp.writePing(buffer);
      fail(new CancellationException("the connection broke"));
    }
  }

  @Override
  public void complete() {
    line.heardReply();
    if (hasError() && new ServerError(getError()).isOfAReplica()) {
      line.leaveReplica();
    }
    if (STATE.compareAndSet(this, SENT, ANSWERED)) {
      settle();
    }
  }

  @Override
  public boolean completeExceptionally(Throwable cause) {
    return fail(cause);
  }

  @Override
  public void cancel() {
    fail(new CancellationException("the connection was reset"));
  }

  @Override
  public boolean isCancelled() {
    return state instanceof Failure;
  }

  @Override
  public boolean isDone() {
    Object now = state;
    return now != UNSENT && now != SENT;
  }

  @Override
  public CommandOutput<byte[], byte[], Object> getOutput() {
    return this;
  }

  @Override
  public void setOutput(CommandOutput<byte[], byte[], Object> output) {
    throw new UnsupportedOperationException("a reply has its place already");
  }

  /** Empty: arguments can be secrets, and this is what tracers and loggers print. */
  @Override
  public CommandArgs<byte[], byte[]> getArgs() {
    return new CommandArgs<>(ByteArrayCodec.INSTANCE);
  }

  @Override
  public ProtocolKeyword getType() {
    return keyword;
  }

  @Override
  public void onComplete(Consumer<? super Object> action) {
    onComplete((reply, fault) -> action.accept(reply));
  }

  @Override
  public void onComplete(BiConsumer<? super Object, Throwable> action) {
    BiConsumer<? super Object, Throwable> earlier = hook;
    hook =
        earlier == null
            ? action
            : (reply, fault) -> {
              earlier.accept(reply, fault);
              action.accept(reply, fault);
            };
  }

  @Override
  public String toString() {
    return keyword + " (" + state + ")";
  }
}
