package dev.baton.cli.ui;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.baton.LockClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** A site on a server, and a visitor who has come in by the address that the command prints. */
final class Visit implements AutoCloseable {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final LockClient client;
  private final Site site;

  private Visit(LockClient client, Site site) {
    this.client = client;
    this.site = site;
  }

  static Visit to(String url, boolean writable) {
    LockClient client = LockClient.builder(url).application("ui").build();
    InetSocketAddress anywhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try {
      Desk.About about = new Desk.About(url, writable);
      return new Visit(client, Site.open(client, about, anywhere, "127.0.0.1"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String origin() {
    return "http://127.0.0.1:" + site.port();
  }

  String token() {
    return site.token();
  }

  /** What the command prints. */
  String address() {
    return origin() + "/?token=" + token();
  }

  String cookie() {
    return "baton-ui-" + site.port() + "=" + token();
  }

  /** A request with the cookie. */
  HttpRequest.Builder request(String path) {
    return anonymous(path).header("Cookie", cookie());
  }

  HttpRequest.Builder anonymous(String path) {
    return HttpRequest.newBuilder(URI.create(origin() + path));
  }

  static HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return HTTP.send(request.build(), BodyHandlers.ofString(UTF_8));
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  JsonObject json(String path) {
    return parse(send(request(path)));
  }

  static JsonObject parse(HttpResponse<String> response) {
    return JsonParser.parseString(response.body()).getAsJsonObject();
  }

  String csrf() {
    return json("/api/session").get("csrf").getAsString();
  }

  /** What the page's button sends. */
  HttpRequest.Builder release(String name, String ownerToken) {
    return request("/api/release")
        .header("Origin", origin())
        .header("X-Baton-Csrf", csrf())
        .POST(BodyPublishers.ofString("name=" + encoded(name) + "&token=" + encoded(ownerToken)));
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  /** Sends lines as they are; the first line of the answer. */
  String raw(String... lines) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), site.port())) {
      socket.getOutputStream().write((String.join("\r\n", lines) + "\r\n\r\n").getBytes(UTF_8));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), UTF_8)
          .lines()
          .findFirst()
          .orElse("");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    site.close();
    client.close();
  }
}
