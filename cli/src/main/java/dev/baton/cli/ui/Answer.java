package dev.baton.cli.ui;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import dev.baton.cli.base.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/**
 * What a request gets.
 *
 * @param status of HTTP
 * @param type the body's
 * @param body its bytes
 */
record Answer(int status, String type, byte[] body) {
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
          + " img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  static Answer of(Json json) {
    return of(200, json);
  }

  static Answer of(Refusal refusal) {
    return of(
        refusal.status(),
        new Json().with("error", Objects.requireNonNullElse(refusal.getMessage(), "")));
  }

  private static Answer of(int status, Json json) {
    return new Answer(status, "application/json; charset=utf-8", json.toString().getBytes(UTF_8));
  }

  static Answer text(int status, String text) {
    return new Answer(status, "text/plain; charset=utf-8", text.getBytes(UTF_8));
  }

  /** A file beside this class. */
  static Answer file(String name, String type) {
    try (InputStream in = Answer.class.getResourceAsStream(name)) {
      byte[] bytes = Objects.requireNonNull(in, name).readAllBytes();
      return new Answer(200, type + "; charset=utf-8", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends it. */
  void send(HttpExchange exchange) throws IOException {
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", type);
    headers.set("Content-Security-Policy", POLICY);
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("X-Frame-Options", "DENY");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cross-Origin-Opener-Policy", "same-origin");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    headers.set("Cache-Control", "no-store");
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }
}
