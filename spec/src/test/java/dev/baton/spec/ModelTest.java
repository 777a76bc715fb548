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

/** The protocol holds what it promises in every state of every configuration. */
@Execution(ExecutionMode.CONCURRENT)
class ModelTest {
  private static final boolean LARGE = Boolean.getBoolean("spec.large");

  static List<Configuration> configurations() {
    return Stream.concat(
            Configuration.in("short").stream(),
            LARGE ? Configuration.in("large").stream() : Stream.of())
        .toList();
  }

  @ParameterizedTest
  @MethodSource("configurations")
  void model_everyState_holdsWhatIsPromised(Configuration configuration) throws Exception {
    boolean large = configuration.file().startsWith("large");
    Duration atMost = large ? Duration.ofHours(2) : Duration.ofMinutes(10);

    Verdict verdict = Tlc.check(configuration, large, atMost);

    assertThat(verdict.violated()).as(verdict.output()).isEqualTo(Verdict.NOTHING);
    assertThat(verdict.distinct()).isGreaterThan(1_000);
  }

  @Test
  void configurations_together_checkEveryProperty() {
    assertThat(Configuration.in("short").stream().flatMap(each -> each.properties().stream()))
        .contains(
            "Exclusion",
            "KeyIsTheirs",
            "FencesRise",
            "NewestHolds",
            "InOrder",
            "NothingLeft",
            "LeasesEnd",
            "Served",
            "Freed",
            "Limited",
            "Sum",
            "OneFence",
            "PermitsRise",
            "Prompt",
            "NotHeldUp",
            "NoPassing",
            "NoCycle",
            "HoldsSmaller",
            "Together");
  }

  @Test
  void configurations_shortAndLarge_areToHold() {
    List<Configuration> all =
        Stream.of("short", "large").flatMap(each -> Configuration.in(each).stream()).toList();

    assertThat(all).hasSizeGreaterThan(10).allMatch(each -> each.shows() == null);
  }
}
