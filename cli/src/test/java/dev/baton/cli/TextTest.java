package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.LockState;
import dev.baton.cli.base.Json;
import dev.baton.cli.base.Launcher;
import dev.baton.cli.base.Seconds;
import dev.baton.cli.base.Target;
import dev.baton.cli.base.Words;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

/** The small parts that read and write text. */
class TextTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "2, 2000",
    "0.5, 500",
    "1e1, 10000",
    ".25, 250",
    "500ms, 500",
    "2s, 2000",
    "1.5s, 1500",
    "5m, 300000",
    "1h, 3600000",
    "0.5h, 1800000",
    "365d, 31536000000",
    "0ms, 0"
  })
  void time_inSecondsOrWithAUnit_isRead(String text, long millis) {
    assertThat(new Seconds().convert(text)).isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "soon",
        "-1",
        "NaN",
        "31536001",
        "1e400",
        "366d",
        "-1s",
        "s",
        "ms",
        "5 m",
        "5M",
        "1h30m",
        "1us",
        "1\n"
      })
  void time_thatIsNoneOrOutOfBounds_isRefused(String text) {
    assertThatThrownBy(() -> new Seconds().convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.0 s",
    "29990, 29.9 s",
    "61000, 1 min 1 s",
    "3660000, 1 h 1 min",
    "1047600000, 12 d 3 h"
  })
  void duration_forPeople_isRounded(long millis, String text) {
    assertThat(Seconds.text(Duration.ofMillis(millis))).isEqualTo(text);
  }

  @Test
  void json_ofEachType_isQuotedAsItShould() {
    assertThat(
            new Json()
                .with("text", "a\"b\\c\n\u001b\u00e9\uD83D\uDD12")
                .with("number", 9007199254740993L)
                .with("flag", false)
                .with("none", Optional.empty())
                .with("some", Optional.of(1))
                .with("list", List.of("a", "b"))
                .toString())
        .isEqualTo(
            "{\"text\":\"a\\\"b\\\\c\\u000a\\u001b\u00e9\\ud83d\\udd12\",\"number\":9007199254740993,"
                + "\"flag\":false,\"none\":null,\"some\":1,\"list\":[\"a\",\"b\"]}");
  }

  @Test
  void columns_ofWideCharactersAndMarks_areCountedAsTheyStand() {
    assertThat(Words.width("order")).isEqualTo(5);
    assertThat(Words.width("注文42")).isEqualTo(6);
    assertThat(Words.width("e\u0301")).isEqualTo(1);
    assertThat(Words.padded("注文", 6)).isEqualTo("注文  ");
    assertThat(Words.cut("注文番号", 6)).isEqualTo("注文…");
    assertThat(Words.cut("注文番号", 8)).isEqualTo("注文番号");
    assertThat(Words.cut("abcdef", 4)).isEqualTo("abc…");
  }

  @ParameterizedTest
  @CsvSource({
    "redis://[user:password@]host[:port], redis://[user:password@]host[:port]",
    "redis://user:secret@host:1/2, redis://***@host:1/2",
    "redis://:a@b@host, redis://***@host",
    "at 'redis://:a@h' and rediss://u:b@i., at 'redis://***@h' and rediss://***@i.",
    "redis://host:1, redis://host:1",
    "such as redis://:PASSWORD@host, such as redis://:PASSWORD@host"
  })
  void secrets_inAddresses_areBlottedOut(String text, String shown) {
    assertThat(Target.withoutSecrets(text)).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource({"backup.sh, backup.sh", "a b/c, a_b_c", "é, _"})
  void program_inTheOwnerToken_hasPlainLettersOnly(String program, String name) {
    assertThat(Words.applicationName(program)).contains(name);
  }

  @ParameterizedTest
  @CsvSource({
    "t0, is held by t0 until",
    "'', is held by \"\" until",
    "a b, is held by \"a b\" until"
  })
  void holder_inWords_isSeenAsOneWord(String token, String text) {
    LockState state =
        new LockState(
            "k",
            Optional.of(token),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            0,
            List.of());

    assertThat(Words.of(state)).contains(text);
  }

  @Test
  void target_withoutAddress_isTheEnvironmentsThenThisMachine() {
    assertThat(Target.of("redis://a", "redis://b", null, "").url()).isEqualTo("redis://a");
    assertThat(Target.of(null, "redis://b", null, "").url()).isEqualTo("redis://b");
    assertThat(Target.of(null, "", null, "").url()).isEqualTo("redis://127.0.0.1:6379");
  }

  @Test
  void target_withAPrefix_isToldWithIt() {
    assertThat(Target.of("redis://:pw@a", "", "o:", "e:")).hasToString("redis://***@a, prefix o:");
    assertThat(Target.of("redis://a", "", null, "e:")).hasToString("redis://a, prefix e:");
    assertThat(Target.of("redis://a?prefix=a:", "", null, "").effectivePrefix()).isEqualTo("a:");
    assertThat(Target.of("redis://a", "", "", "e:")).hasToString("redis://a");
  }

  @Test
  void locale_changedByTheLauncher_isGivenBackToCommands() {
    Map<String, String> unset = new HashMap<>(Map.of("BATON_LC_ALL", "-", "LC_ALL", "C.UTF-8"));
    Map<String, String> german =
        new HashMap<>(Map.of("BATON_LC_ALL", "de_DE", "LC_ALL", "C.UTF-8"));
    Map<String, String> untouched = new HashMap<>(Map.of("LC_ALL", "fr_FR.UTF-8"));
    List.of(unset, german, untouched).forEach(Launcher::restore);

    assertThat(unset).isEmpty();
    assertThat(german).containsExactly(Map.entry("LC_ALL", "de_DE"));
    assertThat(untouched).containsExactly(Map.entry("LC_ALL", "fr_FR.UTF-8"));
  }
}
