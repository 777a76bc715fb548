package dev.baton.docs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.renderer.html.HtmlRenderer;

/**
 * The documents as pages that link to each other. What they link to in the project becomes a page
 * too: a source file, a folder. A link that leads nowhere is told, and makes the build fail.
 */
public final class Site {
  private static final Path HOME = Path.of("README.md");

  private final Path root;
  private final Path site;
  private final Map<Path, Page> pages = new HashMap<>();
  private final TreeSet<Path> known = new TreeSet<>();
  private final Deque<Path> todo = new ArrayDeque<>();
  private final List<String> broken = new ArrayList<>();

  /** A site of the documents in {@code root}, to be written to {@code site}. */
  public Site(Path root, Path site) {
    this.root = root;
    this.site = site;
  }

  /** Takes the project's folder and the one to write to. */
  public static void main(String[] arguments) throws IOException {
    List<String> broken = new Site(Path.of(arguments[0]), Path.of(arguments[1])).build();
    broken.forEach(System.err::println);
    System.out.println(Path.of(arguments[1], "index.html"));
    System.exit(broken.isEmpty() ? 0 : 1);
  }

  /** Writes all pages, and returns the links that lead nowhere. */
  public List<String> build() throws IOException {
    for (String folder : List.of("", "docs", "docs/decisions")) {
      children(Path.of(folder)).stream().filter(Site::isMarkdown).forEach(this::want);
    }
    while (!todo.isEmpty()) {
      Path source = todo.remove();
      byte[] content =
          isImage(source) ? Files.readAllBytes(root.resolve(source)) : html(source).getBytes(UTF_8);
      write(address(source), content);
    }
    write(Path.of("style.css"), resource("style.css").getBytes(UTF_8));
    write(Path.of("site.js"), resource("site.js").getBytes(UTF_8));
    write(Path.of("index.js"), index().getBytes(UTF_8));
    return broken;
  }

  private void want(Path source) {
    if (known.add(source)) {
      todo.add(source);
    }
  }

  private String html(Path source) {
    String body =
        isMarkdown(source)
            ? markdown(source)
            : "<h1>"
                + title(source)
                + "</h1>\n"
                + (isFolder(source)
                    ? list(source)
                    : "<pre><code>" + escape(text(source)) + "</code></pre>");
    return resource("page.html")
        .replace("{title}", escape(title(source)))
        .replace("{root}", "../".repeat(address(source).getNameCount() - 1))
        .replace("{navigation}", navigation(source))
        .replace("{body}", body);
  }

  private String markdown(Path source) {
    for (Page.Section section : sections(source)) {
      HtmlInline anchor = new HtmlInline();
      String id = section.anchor();
      anchor.setLiteral("<a class=anchor id='" + id + "' href='#" + id + "'>#</a>");
      section.heading().prependChild(anchor);
    }
    page(source)
        .document
        .accept(
            new AbstractVisitor() {
              @Override
              public void visit(Link link) {
                link.setDestination(href(source, link.getDestination()));
                visitChildren(link);
              }

              @Override
              public void visit(Image image) {
                image.setDestination(href(source, image.getDestination()));
              }
            });
    return HtmlRenderer.builder().extensions(Page.EXTENSIONS).build().render(page(source).document);
  }

  /** What a link of a document becomes; what it leads to becomes a part of the site. */
  private String href(Path from, String link) {
    if (link.matches("[a-z]+:.*")) {
      return link;
    }
    String file = link.replaceFirst("#.*", "");
    String anchor = link.substring(file.length());
    Path to = file.isEmpty() ? from : from.resolveSibling(file).normalize();
    if (to.startsWith("..") || !Files.exists(root.resolve(to)) || !hasAnchor(to, anchor)) {
      broken.add(from + " links to " + link);
      return link;
    }
    want(to);
    return relative(from, to) + anchor;
  }

  private boolean hasAnchor(Path source, String anchor) {
    return anchor.isEmpty() || (isMarkdown(source) && page(source).has(anchor.substring(1)));
  }

  private String navigation(Path current) {
    StringBuilder html = new StringBuilder();
    for (String line : resource("navigation.txt").split("\n")) {
      String[] words = line.split(" ", 2);
      Path source = Path.of(words[0]);
      if (words.length == 1) {
        html.append("<h2>").append(line).append("</h2>\n");
      } else if (Files.exists(root.resolve(source))) {
        want(source);
        html.append(link(current, source, words[1]));
        html.append(source.equals(current) ? parts(source) : "");
      }
    }
    return html.toString();
  }

  private String parts(Path source) {
    return sections(source).stream()
        .filter(section -> section.heading().getLevel() == 2)
        .map(
            section ->
                "<a class=part href='#%s'>%s</a>\n"
                    .formatted(section.anchor(), escape(section.title())))
        .collect(Collectors.joining());
  }

  /** What is in a folder. Of that only documents become pages, unless another page links to it. */
  private String list(Path folder) {
    StringBuilder html = new StringBuilder("<ul>\n");
    for (Path child : children(folder)) {
      if (isMarkdown(child)) {
        want(child);
      }
      String name = escape(isMarkdown(child) ? title(child) : child.getFileName() + "");
      html.append("<li>").append(isMarkdown(child) ? link(folder, child, name) : name);
    }
    return html.append("</ul>\n").toString();
  }

  private String link(Path from, Path to, String label) {
    String current = from.equals(to) ? " aria-current=page" : "";
    return "<a href='" + relative(from, to) + "'" + current + ">" + label + "</a>\n";
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  /** All sections, as a script: it is the only thing that a page opened as a file can load. */
  private String index() {
    return known.stream()
        .flatMap(source -> sections(source).stream().map(section -> entry(source, section)))
        .collect(Collectors.joining(",\n", "var INDEX = [\n", "];\n"));
  }

  private String entry(Path source, Page.Section section) {
    String url = relative(HOME, source) + "#" + section.anchor();
    return Stream.of(url, title(source), section.title(), String.join(" ", section.words()))
        .map(text -> "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'")
        .collect(Collectors.joining(",", "[", "]"));
  }

  private String title(Path source) {
    List<Page.Section> sections = sections(source);
    return sections.isEmpty() ? source.toString() : sections.get(0).title();
  }

  private List<Page.Section> sections(Path source) {
    return isMarkdown(source) ? page(source).sections : List.of();
  }

  private Page page(Path source) {
    return pages.computeIfAbsent(source, absent -> new Page(text(absent)));
  }

  private String relative(Path from, Path to) {
    Path folder = Objects.requireNonNullElse(address(from).getParent(), Path.of(""));
    return folder.relativize(address(to)).toString();
  }

  private Path address(Path source) {
    if (isFolder(source)) {
      return source.resolve("index.html");
    }
    String name = source.equals(HOME) ? "index.md" : source.toString();
    return Path.of(
        isImage(source)
            ? name
            : isMarkdown(source) ? name.replaceFirst("md$", "html") : name + ".html");
  }

  private List<Path> children(Path folder) {
    try (Stream<Path> files = Files.list(root.resolve(folder))) {
      return files
          .map(file -> folder.resolve(file.getFileName()).normalize())
          .filter(file -> !file.getFileName().toString().matches("\\..*|target"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isFolder(Path source) {
    return Files.isDirectory(root.resolve(source));
  }

  private static boolean isMarkdown(Path source) {
    return ending(source).equals("md");
  }

  private static boolean isImage(Path source) {
    return ending(source).matches("png|svg");
  }

  private static String ending(Path source) {
    String name = source.toString();
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private String text(Path source) {
    try {
      return Files.readString(root.resolve(source));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(Path address, byte[] content) throws IOException {
    Path file = site.resolve(address);
    Files.createDirectories(file.resolveSibling("."));
    Files.write(file, content);
  }

  private static String resource(String name) {
    try (var stream = Objects.requireNonNull(Site.class.getResourceAsStream(name), name)) {
      return new String(stream.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
