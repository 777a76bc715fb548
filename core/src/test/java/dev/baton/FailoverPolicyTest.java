package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class FailoverPolicyTest {

  @Test
  void policies_each_sayWhatTheyDo() {
    assertThat(FailoverPolicy.none()).isEqualTo(new FailoverPolicy(0, false)).hasToString("none");
    assertThat(FailoverPolicy.acknowledgedBy(16))
        .isEqualTo(new FailoverPolicy(16, false))
        .hasToString("acknowledged by 16");
    assertThat(FailoverPolicy.quarantine())
        .isEqualTo(new FailoverPolicy(0, true))
        .hasToString("quarantine");
    assertThat(FailoverPolicy.acknowledgedBy(1).withQuarantine())
        .isEqualTo(new FailoverPolicy(1, true))
        .hasToString("acknowledged by 1 and quarantine");
  }

  @Test
  void replicas_outOfBounds_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FailoverPolicy.acknowledgedBy(0))
        .withMessage("replicas is 0: it must be from 1 to 16");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FailoverPolicy.acknowledgedBy(17))
        .withMessage("replicas is 17: it must be from 1 to 16");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FailoverPolicy(-1, true))
        .withMessage("replicas is -1: it must be from 0 to 16");
  }
}
