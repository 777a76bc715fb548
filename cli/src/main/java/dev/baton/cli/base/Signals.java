package dev.baton.cli.base;

import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The signals that this process gets. All of it does nothing where the JVM does not let signals be
 * heard: they then end the JVM as usual.
 *
 * <p>The JDK's interface for this is {@code sun.misc.Signal}. The compiler warns of every mention
 * of it and cannot be told not to, so it is bound at run time; {@link LambdaMetafactory} does that
 * in 2 ms where {@code java.lang.reflect.Proxy} takes 15.
 */
public final class Signals {
  /** As named in {@code kill -s}. QUIT is the JVM's own and cannot be had. */
  private static final List<String> NAMES = List.of("INT", "TERM", "HUP", "USR1", "USR2");

  /** Guards what follows, and is held while a signal is dealt with: none falls between two. */
  private static final ReentrantLock GUARD = new ReentrantLock();

  private static @Nullable Signal first;
  private static Consumer<Signal> receiver = signal -> {};

  private Signals() {}

  /**
   * A signal.
   *
   * @param name such as {@code TERM}
   * @param number such as 15
   */
  public record Signal(String name, int number) {
    int exitCode() {
      return ExitCode.SIGNALLED + number;
    }
  }

  /** While it is open, signals go elsewhere. */
  public interface Diversion extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * From now on a signal interrupts a thread, which is to clean up and end; the second one ends the
   * JVM at once.
   */
  public static void interruptOnce(Thread main) {
    redirect(
        signal -> {
          if (first != null) {
            Runtime.getRuntime().halt(signal.exitCode());
          }
          first = signal;
          main.interrupt();
        });
    listen();
  }

  /**
   * Sends signals elsewhere for a while, the one that interrupted the calling thread included.
   *
   * @param to gets INT, TERM, HUP, USR1 and USR2
   */
  public static Diversion divert(Consumer<Signal> to) {
    Consumer<Signal> before = redirect(to);
    return () -> redirect(before);
  }

  private static Consumer<Signal> redirect(Consumer<Signal> to) {
    GUARD.lock();
    try {
      Consumer<Signal> before = receiver;
      receiver = to;
      Signal missed = first;
      if (missed != null && Thread.interrupted()) {
        first = null;
        to.accept(missed);
      }
      return before;
    } finally {
      GUARD.unlock();
    }
  }

  /** The exit code of a process that was interrupted by a signal. */
  public static int exitCode() {
    GUARD.lock();
    try {
      return (first == null ? new Signal("INT", 2) : first).exitCode();
    } finally {
      GUARD.unlock();
    }
  }

  private static void listen() {
    try {
      Class<?> type = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      MethodType takesObject = MethodType.methodType(void.class, Object.class);
      MethodType takesSignal = MethodType.methodType(void.class, type);
      MethodHandle body = lookup.findStatic(Signals.class, "onSignal", takesObject);
      Object bound =
          LambdaMetafactory.metafactory(
                  lookup, "handle", MethodType.methodType(handler), takesSignal, body, takesSignal)
              .getTarget()
              .invoke();
      for (String name : NAMES) {
        type.getMethod("handle", type, handler)
            .invoke(null, type.getConstructor(String.class).newInstance(name), bound);
      }
    } catch (Error e) {
      throw e;
    } catch (Throwable e) {
      // Not heard on this JVM: signals do what they do by default.
    }
  }

  @SuppressWarnings("unused") // called by way of the method handle above
  private static void onSignal(Object signal) {
    try {
      Object number = signal.getClass().getMethod("getNumber").invoke(signal);
      Object name = signal.getClass().getMethod("getName").invoke(signal);
      if (number instanceof Integer code) {
        accept(new Signal(String.valueOf(name), code));
      }
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("sun.misc.Signal has changed", e);
    }
  }

  private static void accept(Signal signal) {
    GUARD.lock();
    try {
      receiver.accept(signal);
    } finally {
      GUARD.unlock();
    }
  }
}
