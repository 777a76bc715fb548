package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.baton.spi.Backend;
import dev.baton.spi.BackendListener;
import dev.baton.spi.ConnectionFault;
import dev.baton.spi.Connector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a client can be built of. */
class LockClientBuilderTest {
  private final Connector nobody = new Unreachable();

  private record Unreachable() implements Connector {
    @Override
    public Backend connect(BackendListener told) {
      throw new ConnectionFault("refused", /* mayHaveRun= */ false, null);
    }

    @Override
    public String target() {
      return "nobody";
    }
  }

  private record Prefixed(String prefix) implements Connector {
    @Override
    public Backend connect(BackendListener told) {
      throw new ConnectionFault("refused", /* mayHaveRun= */ false, null);
    }

    @Override
    public String target() {
      return "nobody";
    }
  }

  @Test
  void quorum_fewerThanTwoOrMoreThanSevenServers_isRefused() {
    for (int size : List.of(0, 1, 8)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> LockClient.quorumBuilder(servers(size)))
          .withMessageContaining("not " + size);
    }
    assertThatIllegalArgumentException().isThrownBy(() -> LockClient.quorum(nobody));
  }

  @Test
  void quorum_twoToSevenServersThatCannotBeReached_isAnErrorThatNamesOne() {
    for (int size : List.of(2, 7)) {
      assertThatExceptionOfType(BackendException.class)
          .isThrownBy(() -> LockClient.quorumBuilder(servers(size)).build())
          .withMessageContaining("a majority of " + size + " servers")
          .withMessageContaining("no connection to nobody")
          .returns(BackendException.Outcome.NOT_DONE, BackendException::outcome);
    }
  }

  @Test
  void quorum_listChangedAfterwards_hasTheServersThatItWasGiven() {
    List<Connector> given = new ArrayList<>(servers(3));
    LockClientBuilder builder = LockClient.quorumBuilder(given);
    given.clear();
    assertThatExceptionOfType(BackendException.class)
        .isThrownBy(builder::build)
        .withMessageContaining("3 servers");
  }

  @Test
  void oneServer_thatCannotBeReached_isAnError() {
    assertThatExceptionOfType(BackendException.class)
        .isThrownBy(LockClient.builder(nobody)::build)
        .withMessageContaining("no connection to nobody");
  }

  @Test
  void prefix_ofOtherCharactersOrTooLong_isRefused() {
    LockClientBuilder builder = LockClient.builder(nobody);
    for (String prefix : List.of("a b", "{a}", "a*", "a;", "é", "x".repeat(129))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> builder.prefix(prefix))
          .withMessageContaining(prefix);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> LockClient.builder(new Prefixed(prefix)))
          .withMessageContaining(prefix);
    }
    assertThat(builder.prefix("")).isSameAs(builder);
    assertThat(builder.prefix("x".repeat(128))).isSameAs(builder);
  }

  @Test
  void prefix_ofTheAddressAndAnother_isRefusedBeforeAnythingIsConnected() {
    Connector team1 = new Prefixed("team1:");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LockClient.builder(team1).prefix("team2:").build())
        .withMessageContaining("team1:")
        .withMessageContaining("team2:");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LockClient.builder(team1).prefix("").build());
    for (List<Connector> servers :
        List.of(List.of(team1, nobody, team1), List.of(nobody, team1, team1))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> LockClient.quorumBuilder(servers).build());
    }
  }

  @Test
  void prefix_sameInAddressAndBuilderOrInOneOfThem_isTaken() {
    Connector team1 = new Prefixed("team1:");
    for (LockClientBuilder builder :
        List.of(
            LockClient.builder(team1),
            LockClient.builder(team1).prefix("team1:"),
            LockClient.builder(nobody).prefix("team1:"),
            LockClient.quorumBuilder(List.of(team1, team1)),
            LockClient.quorumBuilder(List.of(team1, nobody)).prefix("team1:"))) {
      assertThatExceptionOfType(BackendException.class).isThrownBy(builder::build);
    }
  }

  @Test
  void application_ofOtherCharactersOrTooLong_isRefused() {
    LockClientBuilder builder = LockClient.builder(nobody);
    for (String name : List.of("", "a b", "a#b", "a@b", "é", "x".repeat(65))) {
      assertThatIllegalArgumentException().isThrownBy(() -> builder.application(name));
    }
    assertThat(builder.application("a-B_1.z")).isSameAs(builder);
    assertThat(builder.application("x".repeat(64))).isSameAs(builder);
  }

  @Test
  void fenceRetention_outOfBounds_isRefused() {
    LockClientBuilder builder = LockClient.builder(nobody);
    for (Duration retention : List.of(Duration.ZERO, Duration.ofDays(366), Duration.ofDays(-1))) {
      assertThatIllegalArgumentException().isThrownBy(() -> builder.fenceRetention(retention));
    }
    assertThat(builder.fenceRetention(Duration.ofMillis(1))).isSameAs(builder);
  }

  @Test
  void defaultOptions_none_areRefused() {
    assertThatNullPointerException()
        .isThrownBy(() -> LockClient.builder(nobody).defaultOptions(absent()));
  }

  @SuppressWarnings("NullAway")
  private static LockOptions absent() {
    return null;
  }

  private List<Connector> servers(int size) {
    return Collections.nCopies(size, nobody);
  }
}
