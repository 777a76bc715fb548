package dev.baton.cli.ui;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.baton.LockClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The pages and what they ask, over HTTP. */
final class Site implements AutoCloseable {
  private static final int THREADS = 8;

  private static final Map<String, Answer> FILES =
      Map.of(
          "/", Answer.file("index.html", "text/html"),
          "/style.css", Answer.file("style.css", "text/css"),
          "/script.js", Answer.file("script.js", "text/javascript"),
          "/lock.js", Answer.file("lock.js", "text/javascript"),
          "/deadlock.js", Answer.file("deadlock.js", "text/javascript"));

  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS, Site::thread);
  private final Gate gate;
  private final Desk desk;

  private Site(HttpServer server, Gate gate, Desk desk) {
    this.server = server;
    this.gate = gate;
    this.desk = desk;
  }

  /**
   * Starts to listen.
   *
   * @param client asks Redis; to be closed after this
   * @param about what the pages tell of themselves
   * @param address where to listen, port 0 for a free one
   * @param bound the same as the user typed it
   * @throws IOException if that cannot be
   */
  static Site open(LockClient client, Desk.About about, InetSocketAddress address, String bound)
      throws IOException {
    limit("maxReqTime", 10); // seconds, for those who send a request byte by byte
    limit("maxRspTime", 30);
    System.setProperty("sun.net.httpserver.nodelay", "true");
    Gate gate = new Gate(bound);
    HttpServer server = HttpServer.create(address, 0);
    Site site = new Site(server, gate, new Desk(client, about, gate));
    server.createContext("/", site::handle);
    server.setExecutor(site.threads);
    server.start();
    return site;
  }

  private static void limit(String name, int value) {
    System.setProperty("sun.net.httpserver." + name, Integer.toString(value));
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "baton-ui");
    thread.setDaemon(true);
    return thread;
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** What opens the site, as {@code ?token=...}. */
  String token() {
    return gate.token();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Answer answer;
      try {
        answer = answer(exchange);
      } catch (Refusal refusal) {
        answer = refused(exchange, refusal);
      } catch (RuntimeException e) {
        answer = Answer.of(new Refusal(500, "this should not happen: " + e.getClass().getName()));
      }
      answer.send(exchange);
    }
  }

  private Answer answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    boolean isPage = path.equals("/");
    gate.checkOrigin(exchange, isPage);
    Parameters query = Parameters.ofQuery(exchange);
    if (isPage && gate.opens(query.get("token"))) {
      // Not by a redirect: a browser that came from elsewhere would not send the cookie along.
      exchange.getResponseHeaders().set("Set-Cookie", gate.cookie(exchange));
    } else {
      gate.checkToken(exchange);
    }
    String method = exchange.getRequestMethod();
    boolean isChange = path.equals(Desk.RELEASE);
    if (!method.equals(isChange ? "POST" : "GET")) {
      throw new Refusal(405, "this is not asked by " + method);
    }
    if (isChange) {
      gate.checkChange(exchange);
      return desk.release(Parameters.ofForm(exchange));
    }
    Answer file = FILES.get(path);
    return file == null ? desk.answer(path, query) : file;
  }

  /** People see text, pages get JSON. */
  private static Answer refused(HttpExchange exchange, Refusal refusal) {
    return exchange.getRequestURI().getPath().startsWith("/api/")
        ? Answer.of(refusal)
        : Answer.text(refusal.status(), "baton: " + refusal.getMessage() + "\n");
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    desk.close();
  }
}
