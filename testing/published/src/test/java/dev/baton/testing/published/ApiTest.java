package dev.baton.testing.published;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What users can compile against stands in a list beside each pom, so that a change to it shows in
 * a diff.
 */
class ApiTest {
  private static final String REWRITE =
      "mvn test -pl testing/published -am -Dsurefire.failIfNoSpecifiedTests=false -Dtest=ApiTest"
          + " -Dapi.write=true";

  static List<Module> published() {
    return Module.published();
  }

  @ParameterizedTest
  @MethodSource("published")
  void api_ofAModule_isAsItsListSays(Module module) throws IOException {
    Path list = module.folder().resolve("api.txt");
    String api = Api.of(module);
    assertThat(api).isNotBlank();
    if (Boolean.getBoolean("api.write")) {
      Files.writeString(list, api);
    }
    assertThat(Files.exists(list) ? Files.readString(list) : "")
        .as("%s is not what the classes have. If that is meant: %s", list, REWRITE)
        .isEqualTo(api);
  }
}
