package dev.baton.cli.ui;

import static dev.baton.cli.Eventually.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.testing.server.RedisServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the pages are told, over HTTP. */
class SiteTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final RedisServer server = RedisServer.start();
  private final LockClient report = client("report");
  private final LockClient billing = client("billing");
  private final Visit visit = Visit.to(server.patientUri(), /* writable= */ true);

  private LockClient client(String application) {
    return LockClient.builder(server.patientUri()).application(application).build();
  }

  @AfterEach
  void close() {
    visit.close();
    billing.close();
    report.close();
    server.close();
  }

  /** Asks until there is an answer, as the page does. */
  private JsonObject survey(String query) {
    return await()
        .until(() -> visit.json("/api/locks?" + query).get("survey"), JsonElement::isJsonObject)
        .getAsJsonObject();
  }

  private JsonObject sight(String name) {
    return await()
        .until(
            () -> visit.json("/api/lock?name=" + Visit.encoded(name)).get("sight"),
            JsonElement::isJsonObject)
        .getAsJsonObject()
        .getAsJsonObject("seen");
  }

  private static List<String> names(JsonObject survey) {
    return StreamSupport.stream(survey.getAsJsonArray("rows").spliterator(), false)
        .map(row -> row.getAsJsonObject().get("lock").getAsString())
        .toList();
  }

  private static void take(LockClient client, String name) {
    assertThat(client.lock(name).tryAcquire()).isPresent();
  }

  private CompletionStage<Lease> queued(String name) {
    CompletionStage<Lease> waiting = billing.lock(name).acquireAsync();
    await().until(() -> report.lock(name).inspect().waiting() == 1);
    return waiting;
  }

  @Test
  void survey_ofHeldLocks_standsInTheOrderThatIsAskedFor() {
    take(report, "calm");
    take(report, "busy");
    queued("busy");

    JsonObject survey = survey("order=waiting&descending=true");
    assertThat(names(survey)).containsExactly("busy", "calm");
    assertThat(survey.get("locks").getAsLong()).isEqualTo(2);
    assertThat(survey.get("waiting").getAsLong()).isEqualTo(1);
    JsonObject holder =
        survey.getAsJsonArray("rows").get(0).getAsJsonObject().getAsJsonObject("holder");
    assertThat(holder.get("application").getAsString()).isEqualTo("report");
    assertThat(holder.get("pid").getAsLong()).isEqualTo(ProcessHandle.current().pid());
    assertThat(names(survey("order=name&descending=true"))).containsExactly("calm", "busy");
  }

  @Test
  void survey_withASearch_findsByTextAndByPattern() {
    for (String name : List.of("order:1", "order:2", "ORDERS", "mail")) {
      take(report, name);
    }
    take(billing, "other");

    assertThat(names(survey("order=name&search=order")))
        .containsExactly("ORDERS", "order:1", "order:2");
    assertThat(names(survey("order=name&search=order:*"))).containsExactly("order:1", "order:2");
    assertThat(names(survey("order=name&search=BILLING@"))).containsExactly("other");
    JsonObject none = survey("order=name&search=zzz");
    assertThat(none.get("found").getAsLong()).isZero();
    assertThat(none.get("locks").getAsLong()).isEqualTo(5);
  }

  @Test
  void survey_thatThePageHasSeen_comesWithoutItsRows() {
    take(report, "k");
    survey("order=name");

    await()
        .until(
            () -> {
              long number = survey("order=name").get("number").getAsLong();
              JsonObject again = survey("order=name&seen=" + number);
              return again.get("number").getAsLong() == number && again.get("rows").isJsonNull();
            });
  }

  static List<String> hostileNames() {
    return List.of(
        "<script>alert(1)</script>",
        "\"' onload=x \\ %s %00 & + # ?",
        "line\nbreak\r\n\ttab\u0000zero\u007f",
        "\u202Eright to left\u2066",
        "\uD83D\uDD12\uD83D\uDC69\u200D\uD83D\uDC67",
        "{tag}",
        " ",
        "\u00e9".repeat(512));
  }

  @ParameterizedTest
  @MethodSource("hostileNames")
  void lock_ofAHostileName_isListedOpenedAndReleased(String name) {
    Lease lease = report.lock(name).tryAcquire().orElseThrow();

    assertThat(names(survey("order=name"))).containsExactly(name);
    JsonObject lock = sight(name).getAsJsonObject("lock");
    assertThat(lock.get("lock").getAsString()).isEqualTo(name);
    assertThat(lock.getAsJsonObject("holder").get("token").getAsString())
        .isEqualTo(lease.ownerToken());
    HttpResponse<String> response = Visit.send(visit.release(name, lease.ownerToken()));
    assertThat(response.body()).isEqualTo("{\"released\":true}");
    assertThat(billing.lock(name).isLocked()).isFalse();
  }

  @Test
  void release_whileOthersWait_handsOnAndIsSeen() {
    Lease lease = report.lock("k").tryAcquire().orElseThrow();
    CompletionStage<Lease> next = queued("k");
    assertThat(sight("k").getAsJsonObject("lock").getAsJsonArray("waiters")).hasSize(1);

    assertThat(Visit.send(visit.release("k", lease.ownerToken())).body()).contains("true");

    Lease second = next.toCompletableFuture().join();
    JsonObject seen =
        await().until(() -> sight("k"), sight -> sight.getAsJsonArray("history").size() == 2);
    JsonObject now = seen.getAsJsonArray("history").get(1).getAsJsonObject();
    assertThat(now.get("application").getAsString()).isEqualTo("billing");
    assertThat(now.get("from").getAsLong()).isLessThanOrEqualTo(second.fencingToken());
    assertThat(seen.getAsJsonArray("history").get(0).getAsJsonObject().get("over").getAsBoolean())
        .isTrue();
  }

  @Test
  void release_byATokenThatDoesNotHoldIt_changesNothing() {
    Lease lease = report.lock("k").tryAcquire().orElseThrow();

    assertThat(Visit.send(visit.release("k", lease.ownerToken() + "0")).body())
        .isEqualTo("{\"released\":false}");
    assertThat(lease.isHeld()).isTrue();
  }

  @Test
  void release_notAskedByThePage_isRefused() {
    Lease lease = report.lock("k").tryAcquire().orElseThrow();
    List<HttpRequest.Builder> forged =
        List.of(
            visit.release("k", lease.ownerToken()).setHeader("Origin", "http://evil.example"),
            visit.release("k", lease.ownerToken()).setHeader("Origin", "null"),
            visit
                .release("k", lease.ownerToken())
                .setHeader("Origin", "https" + visit.origin().substring(4)),
            visit.release("k", lease.ownerToken()).setHeader("X-Baton-Csrf", "x"),
            visit.release("k", lease.ownerToken()).setHeader("X-Baton-Csrf", visit.token()),
            visit.release("k", lease.ownerToken()).setHeader("Sec-Fetch-Site", "same-site"));

    assertThat(forged).map(Visit::send).map(HttpResponse::statusCode).containsOnly(403);
    assertThat(report.lock("k").isLocked()).isTrue();
  }

  @Test
  void release_onAPageThatOnlyShows_isRefused() {
    Lease lease = report.lock("k").tryAcquire().orElseThrow();
    try (Visit reader = Visit.to(server.patientUri(), /* writable= */ false)) {
      assertThat(reader.json("/api/session").get("writable").getAsBoolean()).isFalse();
      HttpResponse<String> response = Visit.send(reader.release("k", lease.ownerToken()));

      assertThat(response.statusCode()).isEqualTo(403);
      assertThat(response.body()).contains("--write");
    }
    assertThat(report.lock("k").isLocked()).isTrue();
  }

  @Test
  void key_ofAnotherType_isToldInAWord() {
    ask("RPUSH list x");

    assertThat(sight("list").get("problem").getAsString()).isNotEmpty();
  }

  @Test
  void redis_awayAndBack_isToldAndShownAgain() {
    take(report, "k");
    survey("order=name");
    server.stop();

    JsonObject trouble =
        await()
            .until(
                () -> visit.json("/api/locks?order=name"),
                answer -> !answer.get("trouble").isJsonNull());
    assertThat(names(trouble.getAsJsonObject("survey"))).as("as known before").containsExactly("k");
    HttpResponse<String> refused = Visit.send(visit.release("k", "t"));
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.body()).doesNotContain("\tat ");

    server.restart();
    await().until(() -> visit.json("/api/locks?order=name").get("trouble").isJsonNull());
  }

  @Test
  void pages_whenAllAreClosed_costTheServerNothing() {
    survey("order=name");
    sight("k");

    await()
        .pollInterval(Duration.ofSeconds(3)) // more than the rest between two rounds
        .atMost(PATIENCE.multipliedBy(2))
        .until(
            new Callable<>() {
              private String before = "";

              @Override
              public Boolean call() {
                String now = looks();
                boolean same = now.equals(before);
                before = now;
                return same;
              }
            });
  }

  /** How often the server was asked for anything but a sign of life. */
  private String looks() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.getOutputStream().write("INFO commandstats\r\nQUIT\r\n".getBytes(UTF_8));
      return new String(socket.getInputStream().readAllBytes(), UTF_8)
          .lines()
          .filter(line -> line.matches("cmdstat_(?!info|quit|ping).*"))
          .map(line -> line.replaceFirst(",.*", ""))
          .sorted()
          .toList()
          .toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void ask(String command) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.getOutputStream().write((command + "\r\n").getBytes(UTF_8));
      assertThat(socket.getInputStream().read()).isNotEqualTo('-');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
