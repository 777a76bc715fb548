package dev.baton.test.internal;

import static dev.baton.testing.backend.Talk.say;

import dev.baton.spi.Backend;
import dev.baton.spi.BackendListener;
import dev.baton.spi.Command;
import dev.baton.testing.backend.Host;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;

/** The server in memory, and what others see and do there. */
final class MemoryHost implements Host<MemoryServer> {
  private final MemoryServer server = new MemoryServer();
  private final Backend other = server.elsewhere().connect(BackendListener.DEAF);
  private CountDownLatch gate = new CountDownLatch(0);

  @Override
  public MemoryServer server() {
    return server;
  }

  @Override
  public void stop() {
    server.unreachable();
  }

  @Override
  public void kill() {
    server.unreachable();
  }

  @Override
  public void restart() {
    answer();
    send("FLUSHALL");
    server.reachable();
  }

  @Override
  public void pause() {
    throw new TestAbortedException("the server in memory answers or is gone; it is never silent");
  }

  @Override
  public void resume() {
    throw new AssertionError("it was not paused");
  }

  @Override
  public @Nullable Object send(String... words) {
    return say(other, words);
  }

  @Override
  public long connections() {
    return server.connections() - 1L;
  }

  @Override
  public Object connection(Backend backend) {
    return backend;
  }

  @Override
  public CompletionStage<@Nullable Object> submitUnanswered(Backend backend) {
    CountDownLatch closed = new CountDownLatch(1);
    gate = closed;
    server.run(
        () -> {
          try {
            closed.await();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        });
    return backend.submit(Command.of("INCR", "unanswered"));
  }

  @Override
  public boolean isUnanswered() {
    return gate.getCount() > 0;
  }

  @Override
  public void answer() {
    gate.countDown();
  }

  @Override
  public void cutPushes() {
    throw new TestAbortedException("both connections to the server in memory are cut together");
  }

  @Override
  public void allowOnly(String... channels) {
    throw new TestAbortedException("the server in memory has no rights");
  }

  @Override
  public void close() {
    answer();
    other.close();
    server.close();
  }
}
