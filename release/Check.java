import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * Looks at staged artifacts with the eyes of a central repository. Run by {@code release/check}.
 */
final class Check {
  private static final String GROUP = "dev.baton";
  private static final String BOM = "baton-bom";

  /** What a central repository wants to know of an artifact. */
  private static final List<String> DEMANDED =
      List.of(
          "groupId",
          "artifactId",
          "version",
          "name",
          "description",
          "url",
          "licenses/license/name",
          "licenses/license/url",
          "developers/developer/name",
          "scm/url",
          "scm/connection",
          "scm/developerConnection");

  /** What is for our own build only. */
  private static final List<String> OURS =
      List.of("parent", "modules", "properties", "build", "profiles", "repositories", "reporting");

  private final Path group;
  private final boolean trial;
  private final List<String> faults = new ArrayList<>();
  private Set<String> managed = Set.of();

  private Check(Path staged, boolean trial) {
    this.group = staged.resolve(GROUP.replace('.', '/'));
    this.trial = trial;
  }

  /** In the folder of the project. */
  public static void main(String[] arguments) throws Exception {
    boolean trial = List.of(arguments).equals(List.of("--trial"));
    if (arguments.length > 0 && !trial) {
      System.err.println("release/check [--trial]");
      System.exit(2);
    }
    System.exit(new Check(Path.of("target/staged"), trial).all() ? 0 : 1);
  }

  private boolean all() throws Exception {
    managed = new TreeSet<>();
    Element bom = xml(Files.readAllBytes(file(BOM, ".pom")));
    for (Element entry : at(bom, "dependencyManagement/dependencies/dependency")) {
      managed.add(text(entry, "artifactId"));
      if (!text(entry, "groupId").equals(GROUP)) {
        faults.add(BOM + ": manages a version of " + text(entry, "groupId"));
      }
    }
    Set<String> staged = new TreeSet<>();
    try (Stream<Path> folders = Files.list(group).filter(Files::isDirectory)) {
      folders.forEach(folder -> staged.add(folder.getFileName().toString()));
    }
    Set<String> expected = new TreeSet<>(managed);
    expected.add(BOM);
    if (!staged.equals(expected)) {
      faults.add("staged are " + staged + ", but the BOM has " + managed);
    }
    for (String artifact : staged) {
      int before = faults.size();
      try {
        check(artifact);
      } catch (IOException e) {
        faults.add(artifact + ": " + e);
      }
      System.out.println((faults.size() == before ? "fit      " : "NOT FIT  ") + artifact);
    }
    faults.forEach(System.out::println);
    return faults.isEmpty();
  }

  private void check(String artifact) throws Exception {
    byte[] pom = Files.readAllBytes(file(artifact, ".pom"));
    checkPom(artifact, xml(pom));
    List<String> kinds = new ArrayList<>(List.of(".pom", "-cyclonedx.json"));
    if (!artifact.equals(BOM)) {
      kinds.addAll(List.of(".jar", "-sources.jar", "-javadoc.jar"));
      checkJar(artifact, pom);
      if (!has(artifact, "-sources.jar", "dev/baton/.*\\.(java|kt)")) {
        faults.add(artifact + ": its sources have nothing in them");
      }
      if (!has(artifact, "-javadoc.jar", "(?!META-INF/).*[^/]")) {
        faults.add(artifact + ": its Javadoc has nothing in it");
      }
      if (has(artifact, "-javadoc.jar", ".*/internal/.*")) {
        faults.add(artifact + ": its Javadoc tells of what is internal");
      }
    }
    String bill = Files.readString(file(artifact, "-cyclonedx.json"));
    if (!bill.contains("\"CycloneDX\"")
        || !bill.contains("pkg:maven/" + GROUP + "/" + artifact + "@")) {
      faults.add(artifact + ": the bill of materials is of something else");
    }
    for (String kind : kinds) {
      Path file = file(artifact, kind);
      for (String beside : trial ? List.of(".md5", ".sha1") : List.of(".md5", ".sha1", ".asc")) {
        if (!Files.exists(file.resolveSibling(file.getFileName() + beside))) {
          faults.add(artifact + ": there is no " + file.getFileName() + beside);
        }
      }
    }
  }

  private void checkPom(String artifact, Element pom) {
    for (String demanded : DEMANDED) {
      if (at(pom, demanded).stream().allMatch(each -> each.getTextContent().isBlank())) {
        faults.add(artifact + ": its pom has no " + demanded);
      }
    }
    for (String ours : artifact.equals(BOM) ? OURS : with(OURS, "dependencyManagement")) {
      if (!at(pom, ours).isEmpty()) {
        faults.add(artifact + ": its pom has <" + ours + ">, which is for our build only");
      }
    }
    if (pom.getTextContent().replace("${project.version}", "").contains("${")) {
      faults.add(artifact + ": its pom has a property without a value: give -Drelease.url");
    }
    String version = text(pom, "version");
    if (version.endsWith("-SNAPSHOT") && !trial) {
      faults.add(artifact + ": its version is " + version);
    }
    for (Element dependency : at(pom, "dependencies/dependency")) {
      String name = text(dependency, "groupId") + ":" + text(dependency, "artifactId");
      String needed = text(dependency, "version");
      if (text(dependency, "scope").equals("test")) {
        faults.add(artifact + ": tells of its tests' " + name);
      } else if (text(dependency, "groupId").equals(GROUP)) {
        if (!managed.contains(text(dependency, "artifactId")) || !needed.equals(version)) {
          faults.add(artifact + ": needs " + name + ":" + needed + ", which is not published");
        }
      } else if (!needed.matches("[0-9].*") || needed.endsWith("-SNAPSHOT")) {
        faults.add(artifact + ": needs " + name + " in the version \"" + needed + "\"");
      }
    }
  }

  private void checkJar(String artifact, byte[] pom) throws IOException {
    try (JarFile jar = new JarFile(file(artifact, ".jar").toFile())) {
      if (!Arrays.equals(read(jar, "META-INF/LICENSE"), Files.readAllBytes(Path.of("LICENSE")))) {
        faults.add(artifact + ": its jar lacks our licence, META-INF/LICENSE");
      }
      if (jar.getEntry("module-info.class") == null
          && jar.getManifest().getMainAttributes().getValue("Automatic-Module-Name") == null) {
        faults.add(artifact + ": its jar has no module name");
      }
      if (!Arrays.equals(read(jar, "META-INF/maven/" + GROUP + "/" + artifact + "/pom.xml"), pom)) {
        faults.add(artifact + ": the pom in its jar is another one");
      }
    }
  }

  /** Whether a jar has an entry of such a name. */
  private boolean has(String artifact, String kind, String name) throws IOException {
    try (ZipFile jar = new ZipFile(file(artifact, kind).toFile())) {
      return jar.stream().anyMatch(entry -> entry.getName().matches(name));
    }
  }

  private static byte[] read(ZipFile jar, String entry) throws IOException {
    if (jar.getEntry(entry) == null) {
      return new byte[0];
    }
    try (InputStream in = jar.getInputStream(jar.getEntry(entry))) {
      return in.readAllBytes();
    }
  }

  /** The file of a kind; of a snapshot its name has the time in it. */
  private Path file(String artifact, String kind) throws IOException {
    String name = artifact + "-[0-9][^-]*(-SNAPSHOT|-[0-9.]+-[0-9]+)?" + kind.replace(".", "\\.");
    try (Stream<Path> files = Files.walk(group.resolve(artifact))) {
      return files
          .filter(file -> file.getFileName().toString().matches(name))
          .findFirst()
          .orElseThrow(() -> new IOException("there is no " + artifact + "-VERSION" + kind));
    }
  }

  private static Element xml(byte[] document) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(document))
        .getDocumentElement();
  }

  /** The elements at a path below one. */
  private static List<Element> at(Element from, String path) {
    List<Element> found = List.of(from);
    for (String name : path.split("/")) {
      List<Element> next = new ArrayList<>();
      for (Element each : found) {
        for (Node at = each.getFirstChild(); at != null; at = at.getNextSibling()) {
          if (at instanceof Element && at.getNodeName().equals(name)) {
            next.add((Element) at);
          }
        }
      }
      found = next;
    }
    return found;
  }

  private static String text(Element element, String name) {
    List<Element> found = at(element, name);
    return found.isEmpty() ? "" : found.get(0).getTextContent().strip();
  }

  private static List<String> with(List<String> some, String another) {
    List<String> all = new ArrayList<>(some);
    all.add(another);
    return all;
  }
}
