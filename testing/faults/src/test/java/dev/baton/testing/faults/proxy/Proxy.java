package dev.baton.testing.faults.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/** Stands between clients and a server on this machine, and lets their connections suffer. */
public final class Proxy implements AutoCloseable {
  private final ServerSocket door;
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private final AtomicReference<CutAfter> cutAfter = new AtomicReference<>();
  private volatile int serverPort;
  private volatile Harm harm = Harm.NONE;

  private Proxy(InetAddress at, int serverPort) throws IOException {
    this.door = new ServerSocket(0, 256, at);
    this.serverPort = serverPort;
  }

  /** Opens a proxy on the loopback. */
  public static Proxy before(int serverPort) throws IOException {
    return before(serverPort, InetAddress.getLoopbackAddress());
  }

  /** Opens a proxy on an address of this machine. */
  public static Proxy before(int serverPort, InetAddress at) throws IOException {
    Proxy proxy = new Proxy(at, serverPort);
    Thread doorman = new Thread(proxy::accept, "proxy " + proxy.port());
    doorman.setDaemon(true);
    doorman.start();
    return proxy;
  }

  public int port() {
    return door.getLocalPort();
  }

  public String uri() {
    return "redis://" + door.getInetAddress().getHostAddress() + ":" + port();
  }

  /** Leads new connections to another server of this machine; the others stay where they are. */
  public void lead(int port) {
    serverPort = port;
  }

  /** How many connections are open. */
  public int connections() {
    return links.size();
  }

  /** Holds back each piece that passes, until {@link #heal}. */
  public void delay(Lines lines, Duration time) {
    harm = new Harm(lines, time, false);
  }

  /** Lets everything vanish silently, until {@link #heal}: half-open connections. */
  public void swallow(Lines lines) {
    harm = new Harm(lines, Duration.ZERO, true);
  }

  /** Ends delays and swallowing. Connections that bytes are missing from are cut. */
  public void heal() {
    harm = Harm.NONE;
    cutAfter.set(null);
    links.stream().filter(Link::hasSwallowed).forEach(Link::cut);
  }

  /** Cuts connections; new ones can be made at once. */
  public void cut(Lines lines) {
    links.stream().filter(lines::include).forEach(Link::cut);
  }

  /** Cuts the connection on which bytes pass next, after so many of them. */
  public void cutAfter(Lines lines, Direction direction, int bytes) {
    cutAfter.set(new CutAfter(lines, direction, bytes));
  }

  /** Whether an order to cut is still to be carried out. */
  public boolean isCutDue() {
    return cutAfter.get() != null;
  }

  @Override
  public void close() throws IOException {
    door.close();
    links.forEach(Link::cut);
  }

  void forget(Link link) {
    links.remove(link);
  }

  Harm harmTo(Link link) {
    Harm now = harm;
    return now.lines().include(link) ? now : Harm.NONE;
  }

  /** How many bytes may pass before the link is to be cut; negative if it is not. */
  int cutAfter(Link link, Direction direction) {
    CutAfter order = cutAfter.get();
    boolean meant = order != null && order.direction() == direction && order.lines().include(link);
    return meant && cutAfter.compareAndSet(order, null) ? order.bytes() : -1;
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        connect(door.accept());
      } catch (IOException closed) {
        // the loop's condition tells whether it was us
      }
    }
  }

  private void connect(Socket client) throws IOException {
    client.setTcpNoDelay(true);
    try {
      Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
      server.setTcpNoDelay(true);
      Link link = new Link(this, client, server);
      links.add(link);
      link.start();
    } catch (IOException serverIsDown) {
      client.close();
    }
  }
}
