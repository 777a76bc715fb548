package dev.baton.spring.boot;

import static dev.baton.spring.boot.Contexts.springData;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.spring.Locked;
import dev.baton.testing.server.RedisServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** An application as users start one, with a web server, Actuator, and nothing named one by one. */
@ExtendWith(OutputCaptureExtension.class)
class WholeApplicationTest {

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Application {}

  /** Has a method that no proxy can call under its lock. */
  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Unlocked {
    static class Job {
      @Locked("job")
      final void run() {}
    }

    @Bean
    Job job() {
      return new Job();
    }
  }

  private static ConfigurableApplicationContext start(String... properties) {
    return start(Application.class, properties);
  }

  private static ConfigurableApplicationContext start(Class<?> application, String... properties) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--server.port=0",
                "--baton.adapter=lettuce",
                "--baton.command-timeout=20s",
                "--spring.application.name=shop"));
    for (String property : properties) {
      arguments.add("--" + property);
    }
    return SpringApplication.run(application, arguments.toArray(String[]::new));
  }

  private static HttpResponse<String> get(ConfigurableApplicationContext context, String path)
      throws Exception {
    String port = context.getEnvironment().getRequiredProperty("local.server.port");
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).build(),
            HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void application_withARedis_hasALockClientItsHealthAndNoEndpoint() throws Exception {
    try (RedisServer server = RedisServer.start();
        ConfigurableApplicationContext context =
            start(
                springData(server)[0],
                springData(server)[1],
                "management.endpoint.health.show-details=always",
                "management.endpoint.health.probes.enabled=true",
                "management.health.redis.enabled=false",
                "management.endpoints.web.exposure.include=*")) {
      context.getBean(LockClient.class).lock("k").acquire().release();
      HttpResponse<String> up = get(context, "/actuator/health");
      assertThat(up.statusCode()).isEqualTo(200);
      assertThat(up.body()).contains("\"baton\":{", "roundTripMicros");
      assertThat(get(context, "/actuator/baton").statusCode()).isEqualTo(404);

      server.kill();
      HttpResponse<String> down = get(context, "/actuator/health");
      assertThat(down.statusCode()).isEqualTo(503);
      assertThat(down.body()).contains("BackendException");
      for (String probe : new String[] {"liveness", "readiness"}) {
        HttpResponse<String> answer = get(context, "/actuator/health/" + probe);
        assertThat(answer.statusCode()).as(probe).isEqualTo(200);
        assertThat(answer.body()).doesNotContain("baton");
      }
    }
  }

  @Test
  void endpoint_withAccess_showsLocksOfTheProcessAndOneOfTheServer() throws Exception {
    try (ConfigurableApplicationContext context =
            start(
                "baton.url=" + RedisServer.shared().patientUri(),
                "management.endpoint.baton.access=read-only",
                "management.endpoints.web.exposure.include=baton");
        LockClient other = LockClient.connect(RedisServer.shared().patientUri())) {
      LockClient client = context.getBean(LockClient.class);
      Lease lease = client.lock("shown:42").acquire();
      var waiting = other.lock("shown:42").acquireAsync().toCompletableFuture();
      Eventually.eventually().until(() -> client.lock("shown:42").inspect().waiting() == 1);

      assertThat(get(context, "/actuator/baton").body())
          .startsWith("{\"total\":1,\"locks\":[{\"lockName\":\"shown:42\",\"mode\":\"EXCLUSIVE\"")
          .contains("\"fencingToken\":" + lease.fencingToken(), "\"heldFor\":\"PT");
      assertThat(get(context, "/actuator/baton/shown:42").body())
          .startsWith("{\"lock\":{\"name\":\"shown:42\",\"holder\":\"" + lease.ownerToken() + "\"")
          .contains("\"expiresIn\":\"PT", "\"waiting\":1", "\"waited\":\"PT");
      assertThat(get(context, "/actuator/baton/shown:free").body())
          .contains("\"name\":\"shown:free\"", "\"waiting\":0")
          .doesNotContain("Optional");

      waiting.cancel(true);
      lease.release();
    }
  }

  @Test
  void locks_moreThanAHundred_areCounted() throws Exception {
    try (ConfigurableApplicationContext context =
        start(
            "baton.url=" + RedisServer.shared().patientUri(),
            "management.endpoint.baton.access=read-only",
            "management.endpoints.web.exposure.include=baton")) {
      LockClient client = context.getBean(LockClient.class);
      for (int i = 0; i < 102; i++) {
        client.lock("many:%03d".formatted(i)).acquire();
      }
      assertThat(get(context, "/actuator/baton").body())
          .startsWith("{\"total\":102,")
          .contains("many:000", "many:099")
          .doesNotContain("many:100");
    }
  }

  @Test
  void server_notThere_isTheDescriptionOfAFailedStart(CapturedOutput output) {
    assertThatThrownBy(() -> start("baton.url=redis://127.0.0.1:1").close())
        .isInstanceOf(Exception.class);
    assertThat(output)
        .contains("APPLICATION FAILED TO START")
        .contains("The lock client does not connect: no connection to 127.0.0.1:1")
        .contains("Start the server", "baton.connect-in-background=true");
  }

  @Test
  void methodThatWouldRunWithoutItsLock_isTheDescriptionOfAFailedStart(CapturedOutput output) {
    String uri = "baton.url=" + RedisServer.shared().patientUri();
    assertThatThrownBy(() -> start(Unlocked.class, uri).close()).isInstanceOf(Exception.class);
    assertThat(output)
        .contains("APPLICATION FAILED TO START")
        .contains("@Locked on ", "Job.run")
        .contains("Change the method, its @Locked, or its configuration as said above.");
  }

  @Test
  void password_wrong_isTheDescriptionOfAFailedStart(CapturedOutput output) {
    try (RedisServer guarded = RedisServer.builder().password("right").start()) {
      String url = "redis://:wrong@127.0.0.1:" + guarded.port();
      assertThatThrownBy(() -> start("baton.url=" + url).close()).isInstanceOf(Exception.class);
    }
    assertThat(output)
        .contains("APPLICATION FAILED TO START", "WRONGPASS", "Correct the user and the password")
        .doesNotContain(":wrong@");
  }
}
