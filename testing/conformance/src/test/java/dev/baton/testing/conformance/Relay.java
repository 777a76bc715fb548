package dev.baton.testing.conformance;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** One address that leads to a server, and later to another one: connections stay as they are. */
final class Relay implements AutoCloseable {
  private final ServerSocket door;
  private final Queue<Closeable> open = new ConcurrentLinkedQueue<>();
  private volatile int port;

  /** Listens on a free port and leads to that one. */
  Relay(int port) {
    this.port = port;
    try {
      door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    daemon(this::accept);
  }

  String uri() {
    return "redis://127.0.0.1:" + door.getLocalPort();
  }

  /** Where connections lead from now on. */
  void leadTo(int other) {
    port = other;
  }

  private void accept() throws IOException {
    while (true) {
      Socket client = door.accept();
      open.add(client);
      Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
      open.add(server);
      daemon(() -> pass(client, server));
      daemon(() -> pass(server, client));
    }
  }

  private static void pass(Socket from, Socket to) throws IOException {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    }
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void daemon(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException over) {
                // one of the two is gone, and so is the other
              }
            },
            "relay");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    door.close();
    for (Closeable each : open) {
      each.close();
    }
  }
}
