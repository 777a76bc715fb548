package dev.baton.testing.published;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/** What our code looks for by name, a native image is told of. */
class NativeImageTest {
  private static final Path CORE = Module.ROOT.resolve("core");
  private static final Path METADATA =
      CORE.resolve("src/main/resources/META-INF/native-image/dev.baton/baton-core");

  /** Calls that find classes, members or files by name. */
  private static final Pattern BY_NAME =
      Pattern.compile(
          "java/lang/Class\\.(forName|get(Declared)?(Classes|Constructors?|Fields?|Methods?)|getRecordComponents|getResource\\w*)"
              + "|java/lang/ClassLoader\\.(loadClass|\\w*[rR]esource\\w*)|java/lang/Module\\.getResource\\w*"
              + "|java/util/ServiceLoader\\.load\\w*|java/util/ResourceBundle\\.getBundle"
              + "|java/lang/reflect/(Proxy\\.newProxy|Constructor\\.newInst|Method\\.invoke)\\w*"
              + "|java/lang/invoke/MethodHandles\\$Lookup\\.(find|unreflect)\\w*"
              + "|java/util/concurrent/atomic/\\w+FieldUpdater\\.newUpdater"
              + "|org/springframework/util/ClassUtils\\.(isPresent|forName|resolveClassName)");

  private static final String FOUND = "constants, which a native image finds by itself";
  private static final String SPRING = "types that the application has, by Spring's own hints";

  /** Who makes such calls, and why that works in a native image. */
  private static final Map<String, String> KNOWN =
      Map.ofEntries(
          entry("dev/baton/Adapters", FOUND),
          entry("dev/baton/cdi/LockedExtension", "Quarkus runs it when it builds"),
          entry("dev/baton/internal/lease/AbstractLease", FOUND),
          entry("dev/baton/internal/runtime/Hold", FOUND),
          entry("dev/baton/internal/runtime/TimedHold", FOUND),
          entry("dev/baton/internal/script/Script", "the scripts are in the metadata"),
          entry("dev/baton/internal/time/AfterRestore", "the hooks are in the metadata"),
          entry("dev/baton/internal/time/Turnstile", FOUND),
          entry("dev/baton/jedis/SupportedJedis", "only for a message, which does without"),
          entry("dev/baton/jedis/internal/JedisThreads", FOUND),
          entry("dev/baton/jedis/internal/Pending", FOUND),
          entry("dev/baton/lettuce/Exchange", FOUND),
          entry("dev/baton/spring/Refusals", SPRING),
          entry("dev/baton/spring/Transactions", "LockedHints"),
          entry("dev/baton/spring/boot/BatonProperties$Adapter", "AdapterHints"));

  static List<Module> published() {
    return Module.published();
  }

  @Test
  void lookups_byName_areKnown() {
    TreeMap<String, TreeSet<String>> found = new TreeMap<>();
    for (Module module : published()) {
      for (ClassNode type : module.types()) {
        for (MethodNode method : type.methods) {
          method.instructions.forEach(
              step -> {
                if (step instanceof MethodInsnNode call) {
                  String callee = call.owner + "." + call.name;
                  if (BY_NAME.matcher(callee).matches()) {
                    found.computeIfAbsent(type.name, name -> new TreeSet<>()).add(callee);
                  }
                }
              });
        }
      }
    }
    assertThat(found.keySet())
        .as("who looks for what by name: %s", found)
        .containsExactlyInAnyOrderElementsOf(KNOWN.keySet());
  }

  @ParameterizedTest
  @MethodSource("published")
  void resources_ofAJar_areInItsImage(Module module) throws IOException {
    List<String> resources =
        module.resources().stream().filter(each -> !each.startsWith("META-INF/")).toList();
    assertThat(resources.isEmpty())
        .as("only the core has any, for which there is metadata: %s", resources)
        .isEqualTo(!module.name().equals("baton-core"));
    for (String resource : resources) {
      assertThat(values("reachability-metadata.json", "glob"))
          .as(resource)
          .anyMatch(glob -> resource.matches(glob.replace(".", "\\.").replace("*", "[^/]*")));
      assertThat(values("resource-config.json", "pattern"))
          .as(resource)
          .anyMatch(pattern -> resource.matches(pattern.replace("\\\\", "\\")));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"org.crac", "jdk.crac"})
  void hooks_afterACheckpoint_areInTheImage(String hooks) throws IOException {
    assertThat(values("reachability-metadata.json", "type"))
        .contains(hooks + ".Resource", hooks + ".Core", hooks + ".Context");
  }

  /** The texts of a name in a file, without reading the rest of it. */
  private static List<String> values(String file, String name) throws IOException {
    Matcher value =
        Pattern.compile("\"%s\": \"([^\"]*)\"".formatted(name))
            .matcher(Files.readString(METADATA.resolve(file)));
    return value.results().map(each -> each.group(1)).toList();
  }
}
