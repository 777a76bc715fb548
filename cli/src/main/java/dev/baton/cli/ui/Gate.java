package dev.baton.cli.ui;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.net.InetAddress;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Says who may come in. Whoever has the address that the command printed has the token in it; the
 * browser then keeps it as a cookie. Pages of other sites have neither: not under a name of theirs
 * that leads here (the Host header), not by sending the browser here (Sec-Fetch-Site, Origin, and a
 * header that takes reading an answer from here first).
 */
final class Gate {
  private static final int TOKEN_BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final String token = random();
  private final String csrf = random();
  private final String bound;

  /**
   * A gate with new tokens.
   *
   * @param bound where the server was told to listen, as the user typed it
   */
  Gate(String bound) {
    this.bound = bound.toLowerCase(Locale.ROOT);
  }

  private static String random() {
    byte[] bytes = new byte[TOKEN_BYTES];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** What opens the gate. */
  String token() {
    return token;
  }

  /** What a page has to send along with what it wants changed. */
  String csrf() {
    return csrf;
  }

  /** Keeps the token in the browser; cookies are shared by all ports, so the name has the port. */
  String cookie(HttpExchange exchange) {
    return name(exchange) + "=" + token + "; Path=/; HttpOnly; SameSite=Strict";
  }

  private static String name(HttpExchange exchange) {
    return "baton-ui-" + exchange.getLocalAddress().getPort();
  }

  /** Whether this is the token of the address. */
  boolean opens(@Nullable String given) {
    return same(given, token);
  }

  /** Refuses a request that came by a name which is not this machine's, or from another site. */
  void checkOrigin(HttpExchange exchange, boolean isPage) {
    Headers headers = exchange.getRequestHeaders();
    String host = hostName(Objects.requireNonNullElse(headers.getFirst("Host"), ""));
    InetAddress here = exchange.getLocalAddress().getAddress();
    if (!List.of("localhost", "127.0.0.1", "::1", bound, here.getHostAddress()).contains(host)) {
      throw new Refusal(403, "this is not the address that baton ui listens at");
    }
    String site = Objects.requireNonNullElse(headers.getFirst("Sec-Fetch-Site"), "same-origin");
    if (!isPage && !site.equals("same-origin")) {
      throw new Refusal(403, "another site asks");
    }
  }

  /** Refuses a request without the token. */
  void checkToken(HttpExchange exchange) {
    String start = name(exchange) + "=";
    boolean has =
        exchange.getRequestHeaders().getOrDefault("Cookie", List.of()).stream()
            .flatMap(line -> List.of(line.split(";")).stream())
            .map(String::strip)
            .anyMatch(
                cookie -> cookie.startsWith(start) && opens(cookie.substring(start.length())));
    if (!has) {
      throw new Refusal(401, "open the address that baton ui printed, with the token in it");
    }
  }

  /** Refuses a change that a page of ours did not ask for. */
  void checkChange(HttpExchange exchange) {
    Headers headers = exchange.getRequestHeaders();
    if (!("http://" + headers.getFirst("Host")).equals(headers.getFirst("Origin"))
        || !same(headers.getFirst("X-Baton-Csrf"), csrf)) {
      throw new Refusal(403, "only the page of baton ui itself may change anything");
    }
  }

  /** Without the port, which is another one behind a tunnel, and the brackets of IPv6. */
  private static String hostName(String host) {
    return host.toLowerCase(Locale.ROOT).replaceFirst(":\\d*$", "").replaceAll("[\\[\\]]", "");
  }

  /** Takes as long wherever the difference is. */
  private static boolean same(@Nullable String given, String wanted) {
    return given != null && MessageDigest.isEqual(given.getBytes(UTF_8), wanted.getBytes(UTF_8));
  }
}
