package dev.baton.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.spi.ServerAddress.Node;
import dev.baton.spi.ServerError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedirectionTest {
  private static final Node ASKED = new Node("10.0.0.9", 7009);

  private static Redirection read(String message) {
    return Redirection.of(new ServerError(message), ASKED);
  }

  @Test
  void moved_withAddress_namesIt() {
    assertThat(read("MOVED 3999 10.0.0.1:6381"))
        .isEqualTo(new Redirection(false, 3999, new Node("10.0.0.1", 6381)));
  }

  @Test
  void ask_withName_namesItForThisOnce() {
    assertThat(read("ASK 16383 node-1.example:6381"))
        .isEqualTo(new Redirection(true, 16_383, new Node("node-1.example", 6381)));
  }

  @Test
  void moved_toIpv6_hasItsPortBehindTheLastColon() {
    assertThat(read("MOVED 1 2001:db8::1:6381").target()).isEqualTo(new Node("2001:db8::1", 6381));
  }

  @Test
  void moved_withoutHost_isToThatOfTheNodeAsked() {
    assertThat(read("MOVED 1 :6381").target()).isEqualTo(new Node("10.0.0.9", 6381));
  }

  @ParameterizedTest
  @ValueSource(strings = {"MOVED 1 ?:6381", "MOVED 16384 a:1", "MOVED 1 a:0", "MOVED", "ASK x"})
  void redirection_thatNamesNobody_isNotFollowed(String message) {
    assertThat(read(message)).isNull();
    assertThat(Redirection.isOne(new ServerError(message))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TRYAGAIN 1 a:1", "CLUSTERDOWN The cluster is down", "ASKED 1 a:1"})
  void otherError_isNone(String message) {
    assertThat(read(message)).isNull();
    assertThat(Redirection.isOne(new ServerError(message))).isFalse();
  }
}
