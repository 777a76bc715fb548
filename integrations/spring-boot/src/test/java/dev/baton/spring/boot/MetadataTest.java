package dev.baton.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What editors know of the keys, and the table of them in docs/spring-boot.md. */
class MetadataTest {

  @Test
  void keys_allOfThem_areDescribedAndInTheDocument() throws Exception {
    Map<String, String> keys = keys();
    assertThat(keys)
        .containsKeys("baton.url", "baton.ssl.bundle", "baton.failover.replicas")
        .containsKeys("management.health.baton.enabled", "management.endpoint.baton.access");
    String document = Files.readString(root().resolve("docs/spring-boot.md"));
    keys.forEach(
        (key, description) -> {
          assertThat(description).as(key).isNotEmpty();
          if (!key.startsWith("management.endpoint.") || key.endsWith(".access")) {
            assertThat(document).as("docs/spring-boot.md").contains("| `" + key + "`");
          }
        });
  }

  private static Map<String, String> keys() throws Exception {
    Map<String, String> keys = new TreeMap<>();
    try (InputStream in =
        BatonProperties.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
      JsonNode all =
          JsonMapper.shared().readTree(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      for (JsonNode property : all.get("properties")) {
        JsonNode description = property.get("description");
        keys.put(
            property.get("name").asString(), description == null ? "" : description.asString());
      }
    }
    return keys;
  }

  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("ARCHITECTURE.md"))) {
      folder = folder.getParent();
    }
    return folder;
  }
}
