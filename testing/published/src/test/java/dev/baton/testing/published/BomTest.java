package dev.baton.testing.published;

import static dev.baton.testing.published.Module.child;
import static dev.baton.testing.published.Module.children;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/** One import brings all artifacts in one version, and no version of anything else. */
class BomTest {
  private static final Path BOM = Module.ROOT.resolve("bom");
  private static final List<String> PUBLISHED =
      Module.published().stream().map(Module::name).toList();

  @Test
  void published_manyModules_areFound() {
    assertThat(PUBLISHED).contains("baton-core", "baton-lettuce", "baton-spring-boot-starter");
  }

  @Test
  void bom_hasThePublishedArtifacts_andNoOthers() {
    assertThat(managed(Module.of(BOM).pom()))
        .as("bom/pom.xml beside the modules that do not say <maven.deploy.skip>true</>")
        .containsExactlyInAnyOrderElementsOf(PUBLISHED);
  }

  @Test
  void bom_asItsUsersGetIt_hasNoParentAndOneVersion() {
    Element pom = Module.xml(BOM.resolve(".flattened-pom.xml"));
    assertThat(child(pom, "parent")).isNull();
    assertThat(managed(pom)).containsExactlyInAnyOrderElementsOf(PUBLISHED);
    assertThat(entries(pom))
        .allSatisfy(
            entry -> {
              assertThat(text(entry, "groupId")).isEqualTo("dev.baton");
              assertThat(text(entry, "version")).isEqualTo("${project.version}");
            });
  }

  @Test
  void published_eachOfThem_isBuiltBeforeTheseTests() {
    assertThat(children(child(Module.of(Path.of("").toAbsolutePath()).pom(), "dependencies")))
        .as("dependencies of testing/published/pom.xml")
        .extracting(each -> text(each, "artifactId"))
        .containsAll(PUBLISHED);
  }

  private static List<String> managed(Element pom) {
    return entries(pom).stream().map(entry -> text(entry, "artifactId")).toList();
  }

  private static List<Element> entries(Element pom) {
    return children(child(child(pom, "dependencyManagement"), "dependencies"));
  }

  private static String text(Element element, String name) {
    return child(element, name).getTextContent();
  }
}
