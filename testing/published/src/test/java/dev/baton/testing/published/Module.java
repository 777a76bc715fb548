package dev.baton.testing.published;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.tree.ClassNode;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** A module of the build, as its pom has it. */
record Module(Path folder, Element pom) {
  /** The folder of the whole project: tests run in that of their module. */
  static final Path ROOT = root();

  /** The modules that users get, but for the BOM. */
  static List<Module> published() {
    List<Module> published = new ArrayList<>();
    for (Element module : children(child(of(ROOT).pom, "modules"))) {
      Module each = of(ROOT.resolve(module.getTextContent()));
      if (each.isPublished() && !each.name().equals("baton-bom")) {
        published.add(each);
      }
    }
    published.sort(Comparator.comparing(Module::name));
    return published;
  }

  static Module of(Path folder) {
    return new Module(folder, xml(folder.resolve("pom.xml")));
  }

  String name() {
    return child(pom, "artifactId").getTextContent();
  }

  private boolean isPublished() {
    return children(child(pom, "properties")).stream()
        .noneMatch(
            each ->
                each.getTagName().equals("maven.deploy.skip")
                    && each.getTextContent().equals("true"));
  }

  /** What the compiler made of the main sources. */
  List<ClassNode> types() {
    return files().filter(file -> file.toString().endsWith(".class")).map(Module::read).toList();
  }

  /** What else is in the jar, by path. */
  List<String> resources() {
    return files()
        .filter(file -> !file.toString().endsWith(".class"))
        .map(file -> classes().relativize(file).toString())
        .toList();
  }

  private Path classes() {
    return folder.resolve("target/classes");
  }

  private Stream<Path> files() {
    try (Stream<Path> files = Files.walk(classes())) {
      return files.filter(Files::isRegularFile).sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ClassNode read(Path file) {
    try {
      ClassNode type = new ClassNode();
      new ClassReader(Files.readAllBytes(file)).accept(type, ClassReader.SKIP_FRAMES);
      return type;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return name();
  }

  /** The root of a document. */
  static Element xml(Path file) {
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(Files.newInputStream(file))
          .getDocumentElement();
    } catch (IOException | SAXException | ParserConfigurationException e) {
      throw new IllegalStateException(file.toString(), e);
    }
  }

  /** The elements directly below one; none below null. */
  static List<Element> children(Element parent) {
    List<Element> children = new ArrayList<>();
    for (Node at = parent == null ? null : parent.getFirstChild();
        at != null;
        at = at.getNextSibling()) {
      if (at instanceof Element element) {
        children.add(element);
      }
    }
    return children;
  }

  /** The element of a name directly below one, or null. */
  static Element child(Element parent, String name) {
    return children(parent).stream()
        .filter(each -> each.getTagName().equals(name))
        .findFirst()
        .orElse(null);
  }

  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("ARCHITECTURE.md"))) {
      folder = folder.getParent();
    }
    return folder;
  }
}
