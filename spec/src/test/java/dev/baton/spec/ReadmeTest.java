package dev.baton.spec;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** README.md has every action of the model, every configuration, and no file that is not there. */
class ReadmeTest {
  private static final List<String> MODULES =
      List.of(
          "Client", "Faults", "Baton", "Waiting", "SharingBaton", "SharingWaiting", "MultiLock");

  /** The right side of Next, ClientNext or FaultsNext, up to an empty line or the end. */
  private static final Pattern NEXT =
      Pattern.compile("^\\w*Next ==(.*?)(?:\n\n|\n\\w|\n==)", Pattern.DOTALL | Pattern.MULTILINE);

  private static final Pattern ACTION = Pattern.compile("\\b([A-Z]\\w+)\\b");
  private static final Set<String> NOT_ACTIONS =
      Set.of("E", "Procs", "UNCHANGED", "ClientNext", "FaultsNext");

  private static final Pattern ROW = Pattern.compile("^\\| `(\\w+)` \\|(.*)$", Pattern.MULTILINE);
  private static final Pattern LINK =
      Pattern.compile("\\[[^\\]]*]\\((?!http)([^)#]+)(?:#[^)]*)?\\)");

  @Test
  void map_rows_areTheActionsOfTheModel() throws IOException {
    Set<String> mapped = new TreeSet<>();
    for (MatchResult row : all(ROW, readme())) {
      mapped.add(row.group(1));
    }

    assertThat(mapped).hasSizeGreaterThan(20).isEqualTo(actions());
  }

  @Test
  void map_rowOfAClientsAction_namesAClassOrAScript() throws IOException {
    Set<String> client = actionsOf("Client");

    assertThat(all(ROW, readme()).stream().filter(row -> client.contains(row.group(1))))
        .hasSizeGreaterThan(10)
        .allMatch(row -> LINK.matcher(row.group(2)).find());
  }

  @Test
  void links_all_leadSomewhere() throws IOException {
    List<MatchResult> links = all(LINK, readme());

    assertThat(links)
        .hasSizeGreaterThan(20)
        .allSatisfy(link -> assertThat(Path.of(link.group(1))).exists());
  }

  @Test
  void scripts_all_areInTheMap() throws IOException {
    String readme = readme();
    Path folder = Path.of("../core/src/main/resources/dev/baton/internal/script");
    try (Stream<Path> scripts = Files.list(folder)) {
      assertThat(scripts.filter(file -> file.toString().endsWith(".lua")))
          .hasSizeGreaterThan(4)
          .allMatch(file -> readme.contains("/" + file.getFileName() + ")"));
    }
  }

  @Test
  void configurations_all_areInTheTables() throws IOException {
    String readme = readme();

    assertThat(Stream.of("short", "large", "mutants", "limits"))
        .flatMap(Configuration::in)
        .hasSizeGreaterThan(20)
        .allSatisfy(each -> assertThat(readme).contains("`" + each + "`"));
  }

  @Test
  void mutantsAndLimits_theirRows_nameWhatTheyShow() throws IOException {
    String readme = readme();

    assertThat(Stream.of("mutants", "limits"))
        .flatMap(Configuration::in)
        .allSatisfy(
            each ->
                assertThat(readme)
                    .containsPattern("\\| `" + each + "` \\|.*\\| " + each.shows() + " \\|"));
  }

  private static Set<String> actions() throws IOException {
    Set<String> actions = new TreeSet<>();
    for (String module : MODULES) {
      actions.addAll(actionsOf(module));
    }
    return actions;
  }

  private static Set<String> actionsOf(String module) throws IOException {
    String text = Files.readString(Path.of(module + ".tla"));
    List<MatchResult> found = all(NEXT, text);
    assertThat(found).as("the next-state relation of " + module).hasSize(1);
    return all(ACTION, found.get(0).group(1)).stream()
        .map(action -> action.group(1))
        .filter(action -> !NOT_ACTIONS.contains(action))
        .collect(toCollection(TreeSet::new));
  }

  private static String readme() throws IOException {
    return Files.readString(Path.of("README.md"));
  }

  private static List<MatchResult> all(Pattern pattern, String text) {
    return pattern.matcher(text).results().toList();
  }
}
