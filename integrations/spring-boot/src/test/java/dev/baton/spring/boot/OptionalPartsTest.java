package dev.baton.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testing.server.RedisServer;
import java.io.File;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * Applications whose class path has what the starter brings along, and little of what it uses
 * besides.
 */
class OptionalPartsTest {
  /** Jars, and folders of classes in this build, that the starter brings along. */
  private static final Pattern BROUGHT =
      Pattern.compile(
          ".*(spring-boot/target/(test-)?classes|/(core|lettuce|cluster|integrations/(locked|spring))/target/classes"
              + "|/baton-(core|locked|lettuce|cluster|spring)-\\d[^/]*\\.jar"
              + "|/spring-boot(-autoconfigure)?-\\d[^/]*\\.jar"
              + "|/spring-(core|context|beans|aop|expression)-\\d[^/]*\\.jar"
              + "|/(commons-logging|micrometer-|lettuce-core|netty-|reactor-core|reactive-streams"
              + "|jspecify|jacocoagent|org\\.jacoco|redis-authx)[^/]*\\.jar)");

  /** In the other class path. */
  public static final class Bare {
    private Bare() {}

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}

    /** The names of Baton's beans in a started application. */
    public static String[] beans(String url) {
      try (ConfigurableApplicationContext context =
          new SpringApplicationBuilder(Application.class)
              .web(WebApplicationType.NONE)
              .logStartupInfo(false)
              .run(
                  "--baton.url=" + url,
                  "--management.endpoint.baton.access=read-only",
                  "--management.endpoints.jmx.exposure.include=*",
                  "--spring.jmx.enabled=true")) {
        List<String> names = new ArrayList<>();
        for (String name : context.getBeanDefinitionNames()) {
          Class<?> type = context.getType(name);
          if (name.indexOf('.') < 0
              && (name.startsWith("baton") || type.getName().startsWith("dev.baton."))) {
            names.add(name);
          }
        }
        return names.toArray(String[]::new);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "no more than that, ''",
    "/spring-boot-health-, batonHealthContributor",
    "/spring-boot-actuator-, batonEndpoint",
    "/(baton-|integrations/)?shedlock[-/], lockProvider",
    "/(baton-|integrations/)?spring-(integration|messaging|tx)[-/], lockRegistry"
  })
  void application_withTheStarterAndAPart_hasALockClientAndThatPart(String part, String bean)
      throws Exception {
    Pattern more = Pattern.compile(part);
    List<URL> path = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (BROUGHT.matcher(entry).matches() || more.matcher(entry).find()) {
        path.add(new File(entry).toURI().toURL());
      }
    }
    Set<String> expected =
        new HashSet<>(
            List.of(
                "lockClient", "batonConnector", "lockedAdvisor", "lockedBeans", "lockedMethods"));
    if (!bean.isEmpty()) {
      expected.add(bean);
    }
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader loader =
        new URLClassLoader(path.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
      thread.setContextClassLoader(loader);
      Method beans = loader.loadClass(Bare.class.getName()).getMethod("beans", String.class);
      assertThat((String[]) beans.invoke(null, RedisServer.shared().patientUri()))
          .containsExactlyInAnyOrderElementsOf(expected);
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
