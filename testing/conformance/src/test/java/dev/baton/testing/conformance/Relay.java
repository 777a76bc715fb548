package dev.baton.testing.conformance;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

/** Stands between clients and a server, and can do to connections what a network does. */
final class Relay implements AutoCloseable {
  private volatile int target;
  private final int port;
  private final Queue<Pair> pairs = new ConcurrentLinkedQueue<>();
  private volatile ServerSocket socket;
  private volatile String refusal = "";
  private volatile CountDownLatch answers = new CountDownLatch(0);

  /** A connection, and the one that it is carried on by. */
  private static final class Pair {
    final Socket client;
    final Socket server;
    volatile boolean silent;

    Pair(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }

    void cut() {
      try (client;
          server) {
        silent = true;
      } catch (IOException e) {
        // cut already
      }
    }
  }

  Relay(int target) {
    this.target = target;
    listen(0);
    this.port = socket.getLocalPort();
  }

  int port() {
    return port;
  }

  String uri() {
    return "redis://127.0.0.1:" + port;
  }

  /** Where new connections lead from now on; the present ones stay as they are. */
  void leadTo(int other) {
    target = other;
  }

  private void listen(int on) {
    try {
      ServerSocket opened = new ServerSocket();
      opened.setReuseAddress(true);
      opened.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), on));
      socket = opened;
      daemon(() -> accept(opened));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Nobody listens, and all connections are cut. */
  void closeDoor() throws IOException {
    socket.close();
    pairs.forEach(Pair::cut);
  }

  /** Listens again. */
  void openDoor() {
    listen(port);
  }

  /** All connections are cut, and from now on each new one gets this and is closed. */
  void refuse(String words) {
    refusal = words;
    pairs.forEach(Pair::cut);
  }

  /** Lets all in again. */
  void letIn() {
    refusal = "";
  }

  /** What is sent on the present connections arrives nowhere; new ones are carried on. */
  void swallow() {
    pairs.forEach(pair -> pair.silent = true);
  }

  /** Commands are carried on, and answers wait until they are let through. */
  void holdAnswers() {
    answers = new CountDownLatch(1);
  }

  void letAnswersThrough() {
    answers.countDown();
  }

  private void accept(ServerSocket on) {
    try {
      while (true) {
        Socket client = on.accept();
        String words = refusal;
        if (!words.isEmpty()) {
          client.getOutputStream().write((words + "\r\n").getBytes(US_ASCII));
          client.close();
          continue;
        }
        Pair pair = new Pair(client, new Socket(InetAddress.getLoopbackAddress(), target));
        client.setTcpNoDelay(true);
        pair.server.setTcpNoDelay(true);
        pairs.add(pair);
        if (on.isClosed() || !refusal.isEmpty()) {
          pair.cut(); // it came before that, and was not there when the others were cut
        }
        daemon(() -> carry(pair, client, pair.server));
        daemon(() -> carry(pair, pair.server, client));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void carry(Pair pair, Socket from, Socket to) {
    byte[] bytes = new byte[8_192];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
        if (from == pair.server) {
          answers.await();
        }
        if (!pair.silent) {
          out.write(bytes, 0, count);
        }
      }
    } catch (IOException | InterruptedException e) {
      // so is the other half
    }
    if (!pair.silent) {
      pair.cut();
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "relay");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    closeDoor();
  }
}
