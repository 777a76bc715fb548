package dev.baton.internal.script;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is sent of the Lua files. */
class ScriptTest {
  private static final Path FOLDER = Path.of("src/main/resources/dev/baton/internal/script");

  @ParameterizedTest
  @EnumSource
  void sha_everyScript_isThatOfItsSourceInLowerCase(Script script) throws GeneralSecurityException {
    byte[] digest = MessageDigest.getInstance("SHA-1").digest(script.source());

    assertThat(new String(script.sha(), UTF_8)).isEqualTo(HexFormat.of().formatHex(digest));
  }

  @ParameterizedTest
  @EnumSource
  void source_everyScript_hasAllItsCodeInOrderWithItsIncludes(Script script) throws IOException {
    assertThat(codeOf(linesSent(script))).isEqualTo(codeOf(linesWritten(script)));
  }

  @ParameterizedTest
  @EnumSource
  void source_everyScript_isSentWithoutHeaderAndIncludeLines(Script script) {
    assertThat(linesSent(script))
        .noneMatch(line -> line.startsWith("-- KEYS") || line.startsWith("-- Reply"))
        .noneMatch(line -> line.contains("include:"));
  }

  @ParameterizedTest
  @EnumSource
  void source_everyScript_isSentWithoutCommentLines(Script script) {
    assertThat(linesSent(script)).noneMatch(line -> line.startsWith("--"));
  }

  private static List<String> linesSent(Script script) {
    return new String(script.source(), UTF_8).lines().toList();
  }

  @Test
  void include_inABlockOrAFragment_isPutInPlaceWithoutComments() {
    Map<String, String> fragments =
        Map.of("a.lua", "-- a\nlocal a\n  -- include: b.lua", "b.lua", "local b -- b");

    assertThat(Script.expand("if c then\n  -- include: a.lua\n  d()\nend", fragments::get))
        .isEqualTo("if c then\nlocal a\nlocal b -- b\n  d()\nend\n");
  }

  /** The file's lines, with those of an included one where it is named. */
  private static List<String> linesWritten(Script script) throws IOException {
    return withIncluded(script.name().toLowerCase(Locale.ROOT) + ".lua");
  }

  private static List<String> withIncluded(String file) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line : read(file)) {
      if (line.contains("-- include: ")) {
        lines.addAll(withIncluded("lib/" + line.strip().substring("-- include: ".length())));
      } else {
        lines.add(line);
      }
    }
    return lines;
  }

  private static List<String> codeOf(List<String> lines) {
    return lines.stream().map(String::strip).filter(ScriptTest::isCode).toList();
  }

  private static boolean isCode(String line) {
    return !line.isEmpty() && !line.startsWith("--");
  }

  private static List<String> read(String file) throws IOException {
    return Arrays.asList(Files.readString(FOLDER.resolve(file)).split("\n"));
  }
}
