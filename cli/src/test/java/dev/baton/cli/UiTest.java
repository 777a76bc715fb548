package dev.baton.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code ui} as a command; its page is tested in a package of its own. */
class UiTest {
  private static final Pattern URL =
      Pattern.compile("http://127\\.0\\.0\\.1:(\\d+)/\\?token=[\\w-]{43}");

  private static HttpResponse<String> get(String url) {
    try {
      return HttpClient.newHttpClient()
          .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString(UTF_8));
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Matcher url(BatonProcess baton) {
    Matcher url = URL.matcher(baton.out());
    assertThat(url.find()).as(baton.out()).isTrue();
    return url;
  }

  @Test
  void ui_untilASignalComes_servesThePageAtTheUrlItPrints() {
    try (BatonProcess baton =
        BatonProcess.start("--url", RawRedis.url(), "ui").awaitOut("Ctrl-C ends it.")) {
      Matcher url = url(baton);
      assertThat(get(url.group()).statusCode()).isEqualTo(200);
      assertThat(get(url.group().replaceFirst("\\?.*", "")).statusCode()).isEqualTo(401);
      assertThat(baton.out()).contains("only shows locks", RawRedis.url());
      assertThat(baton.err()).isEmpty();

      Outcome second = Outcome.of("ui", "--url", RawRedis.url(), "--port", url.group(1));
      assertThat(second.code()).isEqualTo(69);
      assertThat(second.err()).contains("cannot listen on port " + url.group(1));

      baton.signal("INT");
      assertThat(baton.outcome().code()).isZero();
      assertThat(baton.err()).isEmpty();
    }
  }

  @Test
  void ui_inJson_printsItsUrl() {
    try (BatonProcess baton =
        BatonProcess.start("--json", "--url", RawRedis.url(), "ui", "--write").awaitOut("}")) {
      assertThat(baton.out()).isEqualTo("{\"url\":\"" + url(baton).group() + "\"}\n");
      baton.signal("TERM");
      assertThat(baton.outcome().code()).isZero();
    }
  }

  @Test
  void ui_boundToTheNetwork_warns() {
    try (BatonProcess baton =
        BatonProcess.start("--url", RawRedis.url(), "ui", "--bind", "0.0.0.0")
            .awaitOut("Ctrl-C ends it.")) {
      assertThat(get(url(baton).group()).statusCode()).isEqualTo(200);
      assertThat(baton.err()).startsWith("baton: ").contains("plain HTTP");
    }
  }

  @Test
  void ui_withoutRedis_exits69() {
    Outcome outcome = Outcome.of("ui", "--url", "redis://127.0.0.1:1");

    assertThat(outcome.code()).isEqualTo(69);
    assertThat(outcome.out()).isEmpty();
  }
}
