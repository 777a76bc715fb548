package dev.baton.internal.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LuaHeaderTest {
  private static final Path FOLDER = Path.of("src/main/resources/dev/baton/internal/script");

  private static final String GOOD =
      """
      -- TAKE takes.
      --
      -- KEYS[1] lock  – the lock itself
      -- ARGV[1] value – what to put there
      --
      -- Reply TAKEN         – it is ours
      -- Reply HELD who pttl – it is not
      --
      -- include: who.lua
      if taken(KEYS[1], ARGV[1]) then -- not ARGV[2]
        return {'TAKEN'}
      end
      return {'HELD', who(KEYS[1]), ttl('a,b', {1, 2})}
      """;

  static Stream<Path> scripts() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".lua")).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void header_everyScript_agreesWithItsBody(Path script) {
    assertThat(LuaHeader.faults(read(script), LuaHeaderTest::fragment)).isEmpty();
  }

  @Test
  void header_rightInAll_hasNoFault() {
    assertThat(faults(GOOD)).isEmpty();
  }

  @Test
  void header_absent_isAFault() {
    assertThat(faults("return 1\n")).anyMatch(fault -> fault.startsWith("no header"));
  }

  @Test
  void header_parameterNotUsed_isAFault() {
    assertThat(faults(GOOD.replace(", ARGV[1])", ")")))
        .containsExactly("parameter in the header, not in the body: ARGV[1]");
  }

  @Test
  void header_parameterMissing_isAFault() {
    assertThat(faults(GOOD.replaceFirst("-- KEYS.*\n", "")))
        .containsExactly("parameter in the body, not in the header: KEYS[1]");
  }

  @Test
  void header_parameterOfAFragmentMissing_isAFault() {
    assertThat(LuaHeader.faults(GOOD, name -> "local function who(k) return KEYS[2] end\n"))
        .containsExactly("parameter in the body, not in the header: KEYS[2]");
  }

  @Test
  void header_parameterOfAFragmentInABlockMissing_isAFault() {
    String inBlock =
        GOOD.replace("  return {'TAKEN'}", "  -- include: who.lua\n  return {'TAKEN'}");

    assertThat(LuaHeader.faults(inBlock, name -> "local function who(k) return KEYS[2] end\n"))
        .containsExactly("parameter in the body, not in the header: KEYS[2]");
  }

  @Test
  void header_replyOfAFragmentInAFragmentMissing_isAFault() {
    Map<String, String> fragments =
        Map.of("who.lua", "-- include: inner.lua\n", "inner.lua", "return 'GONE'\n");

    assertThat(LuaHeader.faults(GOOD, fragments::get))
        .containsExactly("reply in the body, not in the header: GONE with 0 fields");
  }

  @Test
  void header_parameterWithoutMeaning_isAFault() {
    assertThat(faults(GOOD.replace("lock  – the lock itself", "lock")))
        .contains("unreadable header line: -- KEYS[1] lock");
  }

  @Test
  void header_parametersUsedByLoop_isAFault() {
    assertThat(faults(GOOD + "return #ARGV\n"))
        .containsExactly("ARGV used without a number: the header cannot tell what it is");
  }

  @Test
  void header_replyNotUsed_isAFault() {
    assertThat(faults(GOOD.replace("return {'TAKEN'}", "return")))
        .containsExactly("reply in the header, not in the body: TAKEN with 0 fields");
  }

  @Test
  void header_replyMissing_isAFault() {
    assertThat(faults(GOOD.replaceFirst("-- Reply TAKEN.*\n", "")))
        .containsExactly("reply in the body, not in the header: TAKEN with 0 fields");
  }

  @Test
  void header_replyWithAnotherNumberOfFields_isAFault() {
    assertThat(faults(GOOD.replace("HELD who pttl", "HELD who")))
        .containsExactly(
            "reply in the header, not in the body: HELD with 1 fields",
            "reply in the body, not in the header: HELD with 2 fields");
  }

  private static List<String> faults(String source) {
    return LuaHeader.faults(source, name -> "local function who(key) end\n");
  }

  private static String fragment(String name) {
    return read(FOLDER.resolve("lib").resolve(name));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
