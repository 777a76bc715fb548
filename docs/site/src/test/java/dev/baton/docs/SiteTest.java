package dev.baton.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiteTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent().getParent();
  private static final Pattern LINK = Pattern.compile("(?:href|src)=[\"']([^\"']*)[\"']");

  @TempDir static Path site;

  private static List<String> broken = List.of();

  @BeforeAll
  static void build() throws IOException {
    broken = new Site(ROOT, site).build();
  }

  @Test
  void documents_builtAsASite_linkToNothingThatIsNotThere() throws IOException {
    assertThat(broken).isEmpty();

    List<Path> documents = new ArrayList<>();
    for (String parent : List.of("", "docs", "docs/decisions")) {
      documents.addAll(markdown(Path.of(parent)));
    }
    assertThat(documents).hasSizeGreaterThan(50).contains(Path.of("docs/guide.md"));
    for (Path document : documents) {
      String name = document.toString().replaceFirst("md$", "html");
      Path page = site.resolve(name.equals("README.html") ? "index.html" : name);
      for (String link : links(page)) {
        assertThat(leads(page, link)).as("%s in %s", link, name).isTrue();
      }
    }
  }

  @Test
  void documents_ofTheFolder_areAllInTheNavigation() throws IOException {
    String navigation = Files.readString(site.resolve("index.html")).split("</?nav")[1];
    for (Path document : markdown(Path.of("docs"))) {
      String page = document.toString().replaceFirst("md$", "html");
      assertThat(navigation).as("navigation.txt").contains("<a href='" + page + "'>");
    }
  }

  @Test
  void pages_onTheirOwn_needNothingFromTheNetwork() throws IOException {
    try (Stream<Path> files = Files.walk(site)) {
      for (Path file : files.filter(file -> file.toString().matches(".*(html|css|js)")).toList()) {
        assertThat(Files.readString(file))
            .doesNotContainPattern("(?:src|@import|url\\()[^\n>]{0,9}(?:https?:|//)");
      }
    }
    assertThat(Files.readString(site.resolve("site.js"))).doesNotContain("fetch", "http");
  }

  @Test
  void link_toNothing_isTold(@TempDir Path folder) throws IOException {
    Files.writeString(
        folder.resolve("README.md"),
        """
        # Home
        [a](missing.md) [b](#none) [c](SECOND.md#none) [d](../outside.md) ![e](missing.svg)
        [f](https://example.org/never-looked-at) [g](SECOND.md#a-code-and--so-on-1) [h](SECOND.md)
        """);
    Files.createDirectories(folder.resolve("docs/decisions"));
    Files.writeString(
        folder.resolve("SECOND.md"),
        """
        # Second
        ## A `code()` and — so on
        ## A `code()` and — so on
        """);

    assertThat(new Site(folder, folder.resolve("site")).build())
        .containsExactlyInAnyOrder(
            "README.md links to missing.md",
            "README.md links to #none",
            "README.md links to SECOND.md#none",
            "README.md links to ../outside.md",
            "README.md links to missing.svg");
  }

  @Test
  void index_ofAllSections_findsTheirWords() throws IOException {
    assertThat(Files.readAllLines(site.resolve("index.js")))
        .anySatisfy(
            line ->
                assertThat(line)
                    .startsWith("['docs/guarantees.html#copies-of-a-process'")
                    .contains("snapstart"));
  }

  private static List<Path> markdown(Path parent) throws IOException {
    try (Stream<Path> files = Files.list(ROOT.resolve(parent))) {
      return files
          .filter(file -> file.toString().endsWith(".md"))
          .map(file -> ROOT.relativize(file))
          .toList();
    }
  }

  private static Set<String> links(Path page) throws IOException {
    return LINK.matcher(Files.readString(page))
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Whether there is a file, and in it the anchor, as a browser looks for them. */
  private static boolean leads(Path page, String link) throws IOException {
    if (link.startsWith("https://") || link.equals("#")) {
      return true;
    }
    String[] parts = link.split("#", 2);
    Path there = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]);
    return Files.isRegularFile(there)
        && (parts.length == 1 || Files.readString(there).contains(" id='" + parts[1] + "'"));
  }
}
