package dev.baton.cli.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testing.server.RedisServer;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may come in, and what an answer forbids. */
class GateTest {
  private static final String LOCKS = "/api/locks?order=waiting";
  private static Visit visit;

  @BeforeAll
  static void open() {
    visit = Visit.to(RedisServer.shared().patientUri(), /* writable= */ true);
  }

  @AfterAll
  static void close() {
    visit.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/", "/?token=", "/?token=wrong", "/script.js", "/api/session", LOCKS, "/other"})
  void request_withoutTheToken_isRefused(String path) {
    HttpResponse<String> response = Visit.send(visit.anonymous(path));

    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.body()).contains("open the address").doesNotContain(visit.token());
    assertThat(response.headers().firstValue("Set-Cookie")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"wrong", "", "%s0", "0%s"})
  void cookie_thatIsNotTheToken_isRefused(String value) {
    String cookie = visit.cookie().replace(visit.token(), value.formatted(visit.token()));

    assertThat(Visit.send(visit.anonymous("/").header("Cookie", cookie)).statusCode())
        .isEqualTo(401);
  }

  @Test
  void token_inTheQueryOfAnythingButThePage_opensNothing() {
    String path = "/api/session?token=" + visit.token();

    assertThat(Visit.send(visit.anonymous(path)).statusCode()).isEqualTo(401);
  }

  @Test
  void address_asPrinted_servesThePageAndLeavesAStrictCookie() {
    HttpResponse<String> page = Visit.send(visit.anonymous("/?token=" + visit.token()));

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).contains("<title>Baton</title>").doesNotContain(visit.token());
    assertThat(page.headers().firstValue("Set-Cookie"))
        .contains(visit.cookie() + "; Path=/; HttpOnly; SameSite=Strict");
    String cookies = "a=b; " + visit.cookie() + "; c=d";
    for (String path : new String[] {"/", "/style.css", "/script.js", "/lock.js", LOCKS}) {
      assertThat(Visit.send(visit.anonymous(path).header("Cookie", cookies)).statusCode())
          .as(path)
          .isEqualTo(200);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:1, 200",
    "localhost:8080, 200",
    "LOCALHOST, 200",
    "[::1]:5, 200",
    "evil.example, 403",
    "127.0.0.1.evil.example:80, 403",
    "localhost.evil.example, 403",
    "127.0.0.2, 403",
    "'', 403"
  })
  void host_ofAnotherName_isRefused(String host, int status) {
    assertThat(
            visit.raw(
                "GET / HTTP/1.1",
                "Host: " + host,
                "Cookie: " + visit.cookie(),
                "Connection: close"))
        .startsWith("HTTP/1.1 " + status);
  }

  @ParameterizedTest
  @CsvSource({"cross-site, 403", "same-site, 403", "none, 403", "same-origin, 200"})
  void request_fromAnotherSite_isRefused(String site, int status) {
    assertThat(Visit.send(visit.request(LOCKS).header("Sec-Fetch-Site", site)).statusCode())
        .isEqualTo(status);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/script.js", LOCKS, "/other", "/?token=wrong"})
  void answer_ofEachKind_forbidsFramesForeignScriptsAndCopies(String path) {
    var headers = Visit.send(visit.request(path)).headers();

    assertThat(headers.firstValue("Content-Security-Policy").orElse(""))
        .contains(
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "connect-src 'self'",
            "img-src 'self' data:",
            "frame-ancestors 'none'")
        .doesNotContain("unsafe");
    assertThat(headers.firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(headers.firstValue("Referrer-Policy")).contains("no-referrer");
    assertThat(headers.firstValue("Cache-Control")).contains("no-store");
    assertThat(headers.firstValue("Access-Control-Allow-Origin")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /other, 404",
    "GET, /../script.js, 404",
    "GET, /dev/baton/cli/ui/Site.class, 404",
    "GET, /%2e%2e/script.js, 404",
    "GET, /api/release, 405",
    "POST, /, 405",
    "PUT, /api/release, 405",
    "DELETE, /api/locks, 405",
    "GET, /api/locks?order=size, 400",
    "GET, /api/locks, 400",
    "GET, /api/locks?order=name&seen=x, 400",
    "GET, /api/lock?name=, 400",
    "GET, /api/lock, 400"
  })
  void request_thatMakesNoSense_isRefusedInAWord(String method, String path, int status) {
    HttpRequest.Builder request = visit.request(path).method(method, BodyPublishers.noBody());
    HttpResponse<String> response = Visit.send(request);

    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.body()).hasSizeLessThan(200).doesNotContain("Exception", "\tat ");
    if (path.startsWith("/api/")) {
      assertThat(Visit.parse(response).get("error").getAsString()).isNotEmpty();
    }
  }

  @Test
  void request_thatIsTooLong_isRefused() {
    assertThat(Visit.send(visit.request("/?x=" + "y".repeat(9_000))).statusCode()).isEqualTo(414);
    assertThat(Visit.send(visit.release("k", "t".repeat(30_000))).statusCode()).isEqualTo(413);
    String name = "n".repeat(1_025);
    assertThat(Visit.send(visit.request("/api/lock?name=" + name)).statusCode()).isEqualTo(400);
    assertThat(Visit.send(visit.release(name, "t")).statusCode()).isEqualTo(400);
  }
}
