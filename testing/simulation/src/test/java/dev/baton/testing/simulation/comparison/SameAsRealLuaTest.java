package dev.baton.testing.simulation.comparison;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.jedis.JedisConnector;
import dev.baton.spi.Backend;
import dev.baton.spi.BackendListener;
import dev.baton.spi.Command;
import dev.baton.test.internal.server.JavaLua;
import dev.baton.testing.server.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Lua in Java does what the Lua of a real server does, as far as scripts use it: all functions and
 * all patterns of theirs, on words by chance.
 */
class SameAsRealLuaTest {
  private static final int WORDS = 400;
  private static final Path SCRIPTS =
      Path.of("../../core/src/main/resources/dev/baton/internal/script");

  private static final List<String> NUMBERS =
      List.of(
          "0",
          "1",
          "-1",
          "007",
          "1.5",
          "-2.5",
          "0.5",
          "1e3",
          "1E-2",
          " 12 ",
          "0x10",
          "",
          " ",
          "abc",
          "12abc",
          "1 2",
          ".5",
          "5.",
          "2147483647",
          "2147483648",
          "-2147483649",
          "4294967296",
          "99999999999999",
          "100000000000000",
          "1732800000123456",
          "1732800000123457",
          "9007199254740991",
          "9007199254740992",
          "0000000000000042",
          "16777217.25");

  private static final String ALPHABET = "aZ09 .*#~/!?-+=@;:({[%^$]})\n";

  /** Each is of {@code a} and {@code b}, two words. */
  static List<String> expressions() throws IOException {
    List<String> expressions =
        new ArrayList<>(
            List.of(
                "tonumber(a)",
                "tonumber(a) or 0",
                "type(tonumber(a))",
                "a + 1",
                "a * 1000000 + b",
                "a - b",
                "a / 1000",
                "a / 8 * 7",
                "-a",
                "a % 7",
                "tonumber(a) < tonumber(b)",
                "tonumber(a) <= tonumber(b)",
                "tonumber(a) == tonumber(b)",
                "a < b",
                "a == b",
                "a .. b",
                "#a",
                "math.floor(a / 1000)",
                "math.floor(a / 1000) + b",
                "math.ceil(a / 1000)",
                "math.max(a + 1, b + 0)",
                "math.max(tonumber(a) or 0, tonumber(b) or 0)",
                "math.max(a, 5)",
                "math.min(tonumber(a), tonumber(b))",
                "string.format('%.0f', a)",
                "string.format('%.0f', a + 0.5)",
                "string.format('%.0f', a / 4)",
                "string.format('%.3f', a / 1000)",
                "string.format('%d', a)",
                "string.format('%d', math.floor(a))",
                "string.format('%010.0f', math.floor(math.max(a, 0)))",
                "string.format('%s %s', a, b)",
                "string.format('GRANT %s %s %.0f %d;', a, b, #a, #b)",
                "string.sub(a, 2)",
                "string.sub(a, 18, 33)",
                "string.sub(a, 2, -2)",
                "string.sub(a, 1, -1 - #b)",
                "string.find(a, b, 1, true)",
                "string.gsub(a, '[09]', 'x')",
                "string.gsub(a, '%W', '')",
                "table.concat({a, b, 'c'}, ' ')",
                "#{a, b}",
                "select('#', unpack({a, b, a}))",
                "select(2, unpack({a, b}))",
                "next({})",
                "next({[a] = b})",
                "(function() local n = 0 for _, v in ipairs({a, b, nil, a}) do n = n + #v end return n end)()",
                "(function() local t = {} t[#t + 1] = a t[#t + 1] = b return #t end)()",
                "(function(...) return select('#', ...) end)(a, b)",
                "pcall(error, {err = a})",
                "select(2, pcall(error, a, 0))",
                "type({}) .. type(a) .. type(nil) .. type(true)",
                "a and b or 'none'",
                "not a"));
    Pattern pattern = Pattern.compile("string\\.(?:match|find)\\([^\\n]*?, ('[^'\\n]*')[,)]");
    Set<String> patterns = new TreeSet<>();
    try (Stream<Path> files = Files.walk(SCRIPTS)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".lua")).toList()) {
        Matcher found = pattern.matcher(Files.readString(file));
        while (found.find()) {
          patterns.add(found.group(1));
        }
      }
    }
    assertThat(patterns).hasSizeGreaterThan(15);
    for (String each : patterns) {
      expressions.add("table.concat({string.match(a, " + each + ")}, '|')");
      expressions.add("string.find(a, " + each + ")");
    }
    return expressions;
  }

  private final SplittableRandom chance = new SplittableRandom(1);
  private Backend real;

  @BeforeEach
  void connect() {
    real = JedisConnector.of(RedisServer.shared().patientUri()).connect(BackendListener.DEAF);
  }

  @AfterEach
  void disconnect() {
    real.close();
  }

  @ParameterizedTest
  @MethodSource("expressions")
  void expression_ofAnyWords_isTheSame(String expression) {
    List<String> words = words();
    List<String> inJava = inJava(expression, words);
    List<String> onReal = onReal(expression, words);
    for (int i = 0; i < onReal.size(); i++) {
      assertThat(inJava.get(i))
          .as("%s of \"%s\" and \"%s\"", expression, words.get(2 * i), words.get(2 * i + 1))
          .isEqualTo(onReal.get(i));
    }
  }

  /** What is known to differ; scripts have no need of it. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "\"tonumber(a) .. ''\", 1732800000123456, 1732800000123456, 1.7328000001235e+15",
        "tonumber(a), -, 0, nil",
        "a + 1, -, 1.0000, error",
        "\"string.format('%.0f', a)\", -0, 0, -0",
        "\"a < 'z'\", é, true, false"
      })
  void expression_ofThese_differs(String expression, String word, String inJava, String onReal) {
    List<String> words = List.of(word, "");
    assertThat(inJava(expression, words)).containsExactly(inJava);
    assertThat(onReal(expression, words)).containsExactly(onReal);
  }

  private List<String> words() {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < WORDS; i++) {
      words.add(
          switch (chance.nextInt(4)) {
            case 0 -> NUMBERS.get(chance.nextInt(NUMBERS.size()));
            case 1 -> String.valueOf(chance.nextLong(1L << 53) >> chance.nextInt(50));
            case 2 -> value();
            default -> scrap();
          });
    }
    return words;
  }

  /** Longer than one sign: of "-" alone see above. */
  private String scrap() {
    StringBuilder scrap = new StringBuilder();
    for (int i = 2 + chance.nextInt(10); i > 0; i--) {
      scrap.append(ALPHABET.charAt(chance.nextInt(ALPHABET.length())));
    }
    return scrap.toString();
  }

  /** What the patterns are for. */
  private String value() {
    String number = String.format("%016d", chance.nextLong(1L << 53));
    String mark = chance.nextBoolean() ? "~" : "";
    List<String> values =
        List.of(
            "java@host:12/abc.7#" + number,
            "java@host:12/abc.7*3" + mark,
            "baton:inbox:abc abc.7 8000 1 2/4" + mark + " java@host:12/abc.7",
            "baton:inbox:abc abc.7 8000 256 # some one",
            number + " " + number + " 1790000000 abc.7 baton:inbox:abc;rest",
            number + " " + number + " 1790000000 abc.7 ;",
            "WAIT SPUBLISH 8000 baton:inbox:abc",
            "# Server\r\nrun_id:" + number + "\r\nuptime_in_seconds:77\r\n",
            "master_replid2:" + "0".repeat(40),
            "3/5!~",
            "1/0~",
            "WRONGTYPE Operation against a key");
    return values.get(chance.nextInt(values.size()));
  }

  /** Gives for each two words what the expression is, as text. */
  private static String script(String expression) {
    return String.join(
        "\n",
        "local results = {}",
        "for i = 1, #ARGV - 1, 2 do",
        "  local a, b = ARGV[i], ARGV[i + 1]",
        "  local ok, v = pcall(function() return " + expression + " end)",
        "  if type(v) == 'number' then",
        "    v = v == 0 and '0' or string.format('%.4f', v)",
        "  elseif type(v) == 'table' then",
        "    v = 'table'",
        "  end",
        "  results[#results + 1] = ok and tostring(v) or 'error'",
        "end",
        "return results");
  }

  private static List<String> inJava(String expression, List<String> words) {
    Object replies =
        new JavaLua()
            .run(
                script(expression),
                List.of(),
                words,
                command -> {
                  throw new AssertionError("no command is called");
                });
    return ((List<?>) replies).stream().map(String::valueOf).toList();
  }

  private List<String> onReal(String expression, List<String> words) {
    byte[][] command = new byte[words.size() + 3][];
    command[0] = bytes("EVAL");
    command[1] = bytes(script(expression));
    command[2] = bytes("0");
    for (int i = 0; i < words.size(); i++) {
      command[i + 3] = bytes(words.get(i));
    }
    List<String> replies = new ArrayList<>();
    for (Object each : (List<?>) real.execute(Command.onKey(bytes("any"), command))) {
      replies.add(new String((byte[]) each, ISO_8859_1));
    }
    return replies;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }
}
