package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What may not stand in the sources of any module, of Java and of Kotlin. */
class SourceRulesTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final List<Path> SOURCES = sourceFiles();

  /** Comments, strings and text blocks, in one pass: one can hold the other's marks. */
  private static final Pattern NOT_CODE =
      Pattern.compile(
          "\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\\n])*\"|'(?:\\\\.|[^'\\\\])+'|//[^\n]*|/\\*.*?\\*/",
          Pattern.DOTALL);

  @Test
  void sources_everyModule_areFound() {
    assertThat(SOURCES).anyMatch(in("core/src/main")).anyMatch(in("testing/server/src/main"));
  }

  @Test
  void luaCalls_anySource_standInLuaFilesOnly() {
    // in two parts, so as not to find itself
    assertThat(offenders(any -> true, Pattern.compile("redis\\s*\\.\\s*p?" + "call"), false))
        .isEmpty();
  }

  @Test
  void internals_otherModules_areNotUsed() {
    // their tests may: one reaches every reply of every script
    assertThat(
            offenders(
                inMain().and(in("core").negate()), Pattern.compile("dev\\.baton\\.internal"), true))
        .isEmpty();
  }

  @Test
  void synchronized_coreAndClients_isNotUsed() {
    assertThat(
            offenders(
                inMain().and(in("core").or(in("clients"))),
                Pattern.compile("\\bsynchronized\\b"),
                true))
        .as("it pins virtual threads: use a ReentrantLock")
        .isEmpty();
  }

  @Test
  void sleep_libraries_isNotUsed() {
    // the command and the samples may: they show time going by
    assertThat(
            offenders(
                inMain().and(in("cli").or(in("samples")).negate()),
                Pattern.compile("\\.\\s*sleep\\s*\\("),
                true))
        .as("a wait has a condition")
        .isEmpty();
  }

  @Test
  void code_stripped_losesCommentsAndStringsOnly() {
    String source = "a /* b // */ \"c /* \\\" d\" '\"' e // f\ng \"\"\"\n h \" i\n\"\"\" j";
    assertThat(codeOnly(source)).isEqualToIgnoringWhitespace("a e g j");
  }

  private static List<Path> offenders(Predicate<Path> where, Pattern what, boolean codeOnly) {
    List<Path> found = new ArrayList<>();
    for (Path file : SOURCES) {
      if (where.test(file)) {
        String text = read(ROOT.resolve(file));
        if (what.matcher(codeOnly ? codeOnly(text) : text).find()) {
          found.add(file);
        }
      }
    }
    return found;
  }

  private static String codeOnly(String source) {
    return NOT_CODE.matcher(source).replaceAll(" ");
  }

  private static Predicate<Path> in(String folder) {
    return file -> file.startsWith(folder);
  }

  private static Predicate<Path> inMain() {
    return file -> file.toString().contains("/src/main/");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> sourceFiles() {
    List<Path> found = new ArrayList<>();
    try {
      Files.walkFileTree(
          ROOT,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
              String name = dir.getFileName().toString();
              boolean skip = !dir.equals(ROOT) && (name.equals("target") || name.startsWith("."));
              return skip ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (file.toString().endsWith(".java") || file.toString().endsWith(".kt")) {
                found.add(ROOT.relativize(file));
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }
}
