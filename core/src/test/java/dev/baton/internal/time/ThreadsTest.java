package dev.baton.internal.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What the threads of a client keep of whoever was the first to need them: nothing. */
class ThreadsTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final InheritableThreadLocal<String> INHERITED = new InheritableThreadLocal<>();

  private final CountDownLatch end = new CountDownLatch(1);

  @Test
  void application_whichWasTheFirstToUseAThread_canBeUnloaded() throws Exception {
    CompletableFuture<Thread> running = new CompletableFuture<>();
    WeakReference<ClassLoader> application = usedFirstBy(new Application(), () -> start(running));
    try {
      assertThat(running.get(LONG.toSeconds(), TimeUnit.SECONDS).isAlive()).isTrue();
      assertThat(isCollected(application)).as("unloaded while the thread lives").isTrue();
    } finally {
      end.countDown();
    }
  }

  @Test
  void application_whichWasTheFirstToUseTheTimer_canBeUnloaded() throws Exception {
    ScheduledExecutorService timer = Environment.ofThisProcess().timer();
    try {
      WeakReference<ClassLoader> application =
          usedFirstBy(new Application(), () -> timer.execute(() -> {}));
      assertThat(isCollected(application)).as("unloaded while the timer's thread lives").isTrue();
    } finally {
      timer.shutdownNow();
    }
  }

  @Test
  void application_whichWasTheFirstToOpenAnInbox_canBeUnloaded() throws Exception {
    CountDownLatch opening = new CountDownLatch(1);
    Environment surroundings = Environment.ofThisProcess();
    try {
      WeakReference<ClassLoader> application =
          usedFirstBy(
              new Application(), () -> surroundings.blockingExecutor().execute(awaiting(opening)));
      assertThat(opening.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(isCollected(application)).as("unloaded while it is being opened").isTrue();
    } finally {
      end.countDown();
      surroundings.timer().shutdownNow();
    }
  }

  @Test
  void thread_madeByACaller_hasNothingOfItsOwn() throws Exception {
    CompletableFuture<String> inherited = new CompletableFuture<>();
    CompletableFuture<ClassLoader> context = new CompletableFuture<>();
    CompletableFuture<Thread> made = new CompletableFuture<>();
    Thread caller =
        new Thread(
            () -> {
              INHERITED.set("the caller's");
              made.complete(
                  Threads.daemon(
                      () -> {
                        inherited.complete("" + INHERITED.get());
                        context.complete(Thread.currentThread().getContextClassLoader());
                      },
                      "baton-test"));
            });
    caller.setContextClassLoader(new Application());
    caller.start();
    Thread thread = made.get(LONG.toSeconds(), TimeUnit.SECONDS);
    assertThat(thread.isDaemon()).isTrue();
    assertThat(thread.getName()).isEqualTo("baton-test");
    thread.start();
    assertThat(inherited.get(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo("null");
    assertThat(context.get(LONG.toSeconds(), TimeUnit.SECONDS))
        .isSameAs(Threads.class.getClassLoader());
    caller.join();
  }

  private void start(CompletableFuture<Thread> running) {
    Thread thread = Threads.daemon(awaiting(new CountDownLatch(1)), "baton-test");
    thread.start();
    running.complete(thread);
  }

  private Runnable awaiting(CountDownLatch begun) {
    return () -> {
      begun.countDown();
      try {
        end.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    };
  }

  /** Has code of an application do something first, on a thread of the application's. */
  private static WeakReference<ClassLoader> usedFirstBy(Application first, Runnable use)
      throws Exception {
    Class<?> code = first.loadClass(Code.class.getName());
    Runnable calling = (Runnable) code.getConstructor(Runnable.class).newInstance(use);
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    Thread caller =
        new Thread(
            () -> {
              try {
                calling.run();
                done.complete(true);
              } catch (Throwable e) {
                done.completeExceptionally(e);
              }
            });
    caller.setContextClassLoader(first);
    caller.start();
    caller.join(LONG.toMillis());
    done.get(0, TimeUnit.SECONDS);
    return new WeakReference<>(first);
  }

  private static boolean isCollected(WeakReference<?> reference) {
    long end = System.nanoTime() + LONG.toNanos();
    while (reference.get() != null && System.nanoTime() < end) {
      System.gc();
    }
    return reference.get() == null;
  }

  /** What is on the stack when the application calls. */
  public static final class Code implements Runnable {
    private final Runnable use;

    /** Code that does something. */
    public Code(Runnable use) {
      this.use = use;
    }

    @Override
    public void run() {
      use.run();
    }
  }

  /** A loader that has classes of its own. */
  private static final class Application extends ClassLoader {
    Application() {
      super(ThreadsTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.equals(Code.class.getName())) {
        return super.loadClass(name, resolve);
      }
      try (InputStream in =
          ThreadsTest.class.getResourceAsStream(
              name.substring(name.lastIndexOf('.') + 1) + ".class")) {
        byte[] bytes = Objects.requireNonNull(in).readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }
}
