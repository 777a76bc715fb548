package dev.baton.testing.faults.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.locks.LockSupport;

/** One connection through the proxy: a socket on either side, and a thread for each direction. */
final class Link {
  private final Proxy proxy;
  private final Socket client;
  private final Socket server;
  private volatile boolean push;
  private volatile boolean swallowed;

  Link(Proxy proxy, Socket client, Socket server) {
    this.proxy = proxy;
    this.client = client;
    this.server = server;
  }

  void start() {
    start(client, server, Direction.REQUEST);
    start(server, client, Direction.REPLY);
  }

  boolean isPush() {
    return push;
  }

  /** Whether bytes are missing from it, so that it can only be cut. */
  boolean hasSwallowed() {
    return swallowed;
  }

  void cut() {
    proxy.forget(this);
    for (Socket socket : new Socket[] {client, server}) {
      try {
        socket.close();
      } catch (IOException gone) {
        // that is what was wanted
      }
    }
  }

  private void start(Socket from, Socket to, Direction direction) {
    Thread thread = new Thread(() -> pump(from, to, direction), "proxy " + direction);
    thread.setDaemon(true);
    thread.start();
  }

  private void pump(Socket from, Socket to, Direction direction) {
    byte[] buffer = new byte[16 * 1024];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      int count;
      boolean goesOn = true;
      while (goesOn && (count = in.read(buffer)) >= 0) {
        if (direction == Direction.REQUEST && !push) {
          push = new String(buffer, 0, count, ISO_8859_1).contains("SUBSCRIBE");
        }
        goesOn = pass(buffer, count, out, direction);
      }
    } catch (IOException gone) {
      // either side ended it
    } finally {
      cut();
    }
  }

  private boolean pass(byte[] buffer, int count, OutputStream out, Direction direction)
      throws IOException {
    Harm harm = proxy.harmTo(this);
    if (harm.swallow()) {
      swallowed = true;
      return true;
    }
    if (!harm.delay().isZero()) {
      LockSupport.parkNanos(harm.delay().toNanos());
    }
    int cutAfter = proxy.cutAfter(this, direction);
    if (cutAfter < 0) {
      out.write(buffer, 0, count);
      return true;
    }
    out.write(buffer, 0, Math.min(cutAfter, count));
    return false;
  }
}
