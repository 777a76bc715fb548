package dev.baton.testing.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** A server of this JVM: its folder and its successive processes. */
final class LocalServer {
  private static final long UP_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final int MOST_STARTS = 5;

  private final RedisBinary binary;
  private final int port;
  private final Path data;
  private final List<String> options;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Thread atExit = new Thread(this::discard, "redis-server at exit");
  private volatile ServerProcess process;

  private LocalServer(RedisBinary binary, int port, Path data, List<String> options) {
    this.binary = binary;
    this.port = port;
    this.data = data;
    this.options = options;
    this.process = launch();
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /** Starts one on {@code port}, or on a free one for 0; the options go on its command line. */
  static LocalServer start(RedisBinary binary, int port, List<String> lines, List<String> options) {
    for (int attempt = 1; ; attempt++) {
      try {
        return startOn(port == 0 ? Ports.take() : port, binary, lines, options);
      } catch (PortTakenException e) {
        if (port != 0 || attempt == MOST_STARTS) {
          throw e;
        }
      }
    }
  }

  /** Somebody else took the port in the moment since it was found free. */
  private static final class PortTakenException extends IllegalStateException {
    PortTakenException(String message) {
      super(message);
    }
  }

  private static LocalServer startOn(
      int chosen, RedisBinary binary, List<String> lines, List<String> options) {
    LocalServer server;
    try {
      Path data = Files.createTempDirectory("baton-redis-");
      List<String> config =
          new ArrayList<>(
              List.of(
                  "bind 127.0.0.1",
                  "port " + chosen,
                  "dir \"" + data + "\"",
                  "save \"\"",
                  "appendonly no"));
      config.addAll(lines);
      Files.write(data.resolve("redis.conf"), config);
      server = new LocalServer(binary, chosen, data, options);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make a folder for a redis-server", e);
    }
    try {
      server.awaitAnswer();
    } catch (IllegalStateException e) {
      server.close();
      throw e;
    }
    return server;
  }

  RedisBinary binary() {
    return binary;
  }

  int port() {
    return port;
  }

  long pid() {
    return process.pid();
  }

  void stop() {
    process.stop();
  }

  void kill() {
    process.kill();
  }

  void pause() {
    process.freeze();
  }

  void resume() {
    if (process.isAlive()) {
      process.signal("CONT");
    }
  }

  void restart() {
    ServerProcess old = process;
    old.stop();
    process = launch(); // from here on both guard the folder: no moment without a guard
    old.handOver();
    awaitAnswer();
  }

  void close() {
    if (closed.compareAndSet(false, true)) {
      process.discard();
      try {
        Runtime.getRuntime().removeShutdownHook(atExit);
      } catch (IllegalStateException e) {
        // the JVM is ending already
      }
    }
  }

  private void discard() {
    if (closed.compareAndSet(false, true)) {
      process.discard();
    }
  }

  private ServerProcess launch() {
    List<String> command = new ArrayList<>(List.of(binary.path().toString(), data + "/redis.conf"));
    command.addAll(options);
    return ServerProcess.start(data, command);
  }

  private void awaitAnswer() {
    long start = System.nanoTime();
    while (!Ping.answers(port, process.pid())) {
      if (!process.isAlive()) {
        String why = "redis-server ended at once. " + circumstances();
        throw why.contains("Address already in use") || why.contains("Address in use")
            ? new PortTakenException(why)
            : new IllegalStateException(why);
      }
      if (System.nanoTime() - start > UP_NANOS) {
        throw new IllegalStateException("redis-server does not answer. " + circumstances());
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private String circumstances() {
    try {
      return "Program: %s (%s), port %d. It printed:%n%s"
          .formatted(
              binary.path(),
              binary.reason(),
              port,
              Files.readString(data.resolve("redis.log"), StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw new UncheckedIOException("redis-server failed, and its log cannot be read", e);
    }
  }
}
