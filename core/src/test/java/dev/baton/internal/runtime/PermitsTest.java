package dev.baton.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.baton.DistributedSemaphore;
import dev.baton.LockOptions;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a semaphore says of itself, and what it refuses. */
class PermitsTest extends CohortCase {
  private final DistributedSemaphore three = engine.semaphore("api", 3);

  @Test
  void semaphore_tellsItsPermitsAndItsWeight() {
    assertThat(three.permits()).isEqualTo(3);
    assertThat(three.weight()).isEqualTo(1);
    assertThat(three.withWeight(2).weight()).isEqualTo(2);
    assertThat(three).hasToString("DistributedSemaphore[\"api\", 3 permits]");
    assertThat(three.withWeight(2)).hasToString("DistributedSemaphore[\"api\", 2 of 3 permits]");
    assertThat(engine.semaphore("api", 1)).hasToString("DistributedSemaphore[\"api\", 1 permit]");
  }

  @Test
  void weight_noneOrMoreThanThereAre_isRefused() {
    for (int weight : new int[] {-1, 0, 4}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> three.withWeight(weight))
          .withMessage(
              "semaphore \"api\" has 3 permits: an acquisition takes 1 to 3 of them, not "
                  + weight);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> engine.semaphore("api", 0))
        .withMessage("permits must be 1 or more, not 0");
  }

  @Test
  void semaphores_areTheSameIfNothingAboutThemDiffers() {
    LockOptions longer = LockOptions.defaults().leaseDuration(Duration.ofMinutes(1));
    assertThat(engine.semaphore("api", 3)).isEqualTo(three).hasSameHashCodeAs(three);
    assertThat(engine.semaphore("api", 4)).isNotEqualTo(three);
    assertThat(engine.semaphore("db", 3)).isNotEqualTo(three);
    assertThat(engine.semaphore("api", 3, longer)).isNotEqualTo(three);
    assertThat(three.withWeight(2)).isNotEqualTo(three).isEqualTo(three.withWeight(2));
    assertThat(engine.lock("api")).isNotEqualTo(three);
    try (Engine other = new ScriptedBackend().engine(clock)) {
      assertThat(other.semaphore("api", 3)).isNotEqualTo(three);
    }
  }
}
