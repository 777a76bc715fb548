package dev.baton.cli.ui;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** What a request says, in its address or in the form that is its body. */
final class Parameters {
  /** A name of 1,024 bytes takes three times as much. */
  private static final int LONGEST_QUERY = 8_000;

  /** The same for a name and a token of 4,200 bytes. */
  private static final int LONGEST_FORM = 20_000;

  private final Map<String, String> values = new HashMap<>();

  private Parameters(String text) {
    for (String pair : text.split("&")) {
      int at = pair.indexOf('=');
      if (at > 0) {
        values.put(decode(pair.substring(0, at)), decode(pair.substring(at + 1)));
      }
    }
  }

  static Parameters ofQuery(HttpExchange exchange) {
    String query = Objects.requireNonNullElse(exchange.getRequestURI().getRawQuery(), "");
    if (query.length() > LONGEST_QUERY) {
      throw new Refusal(414, "the address is too long");
    }
    return new Parameters(query);
  }

  static Parameters ofForm(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(LONGEST_FORM + 1);
    if (body.length > LONGEST_FORM) {
      throw new Refusal(413, "the request is too long");
    }
    return new Parameters(new String(body, UTF_8));
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, UTF_8);
    } catch (IllegalArgumentException e) {
      throw new Refusal(400, "a parameter cannot be read");
    }
  }

  /** A value; empty if it is not there. */
  String get(String name) {
    return values.getOrDefault(name, "");
  }

  /** A whole number; zero if it is not there. */
  long number(String name) {
    String text = get(name);
    if (!text.matches("\\d{0,18}")) {
      throw new Refusal(400, name + " is not a number");
    }
    return text.isEmpty() ? 0 : Long.parseLong(text);
  }
}
