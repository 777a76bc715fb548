package dev.baton.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule, and each assumption, is there for something: without it a property breaks. */
@Execution(ExecutionMode.CONCURRENT)
class MutantsTest {
  private static final Duration AT_MOST = Duration.ofMinutes(10);

  static List<Configuration> mutants() {
    return Configuration.in("mutants");
  }

  static List<Configuration> limits() {
    return Configuration.in("limits");
  }

  @ParameterizedTest
  @MethodSource("mutants")
  void mutant_ruleLeftOut_breaksWhatItIsFor(Configuration mutant) throws Exception {
    showsWhatItSays(mutant);
  }

  @ParameterizedTest
  @MethodSource("limits")
  void limit_assumptionDropped_breaksWhatItIsFor(Configuration limit) throws Exception {
    showsWhatItSays(limit);
  }

  @Test
  void configurations_mutantsAndLimits_areFound() {
    assertThat(mutants()).hasSizeGreaterThanOrEqualTo(10).allMatch(each -> each.shows() != null);
    assertThat(limits()).hasSizeGreaterThanOrEqualTo(5).allMatch(each -> each.shows() != null);
  }

  @Test
  void configurations_mutants_putSomethingElseInThePlaceOfARule() {
    assertThat(mutants()).allMatch(each -> each.text().contains(" <- "));
  }

  private static void showsWhatItSays(Configuration configuration) throws Exception {
    Verdict verdict = Tlc.check(configuration, /* large= */ false, AT_MOST);

    if (verdict.violated().equals(Verdict.UNNAMED)) {
      // then it must be the only one that it can be
      assertThat(configuration.properties()).containsExactly(configuration.shows());
    } else {
      assertThat(verdict.violated()).as(verdict.output()).isEqualTo(configuration.shows());
    }
  }

  @Test
  void configurations_all_nameAPropertyThatTheyCheck() {
    assertThat(Stream.concat(mutants().stream(), limits().stream()))
        .allMatch(each -> each.properties().contains(each.shows()));
  }
}
