package dev.baton.internal.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.internal.lease.MemberLease;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Three members, of which two have granted their votes. */
class VotesTest {
  private final AtomicBoolean first = new AtomicBoolean(true);
  private final AtomicBoolean second = new AtomicBoolean(true);
  private final Votes votes =
      new Votes(new MemberLease[] {vote(first), vote(second), null}, /* majority= */ 2);

  @Test
  void vote_grantedWhileAMajorityIsHeld_joinsAndCountsOnceItsMemberKnowsTheFence() {
    MemberLease third = vote(new AtomicBoolean(true));
    votes.count(0, votes.all().get(0));
    votes.count(1, votes.all().get(1));
    assertThat(votes.add(2, third)).isTrue();
    second.set(false);
    assertThat(votes.isMajority()).isFalse();
    votes.count(2, third);
    assertThat(votes.isMajority()).isTrue();
  }

  @Test
  void vote_grantedAfterTheMajorityWasLost_doesNotJoin() {
    second.set(false);
    MemberLease third = vote(new AtomicBoolean(true));
    assertThat(votes.add(2, third)).isFalse();
    assertThat(votes.all()).doesNotContain(third);
  }

  /** One that tells only whether it is held. */
  private static MemberLease vote(AtomicBoolean held) {
    return (MemberLease)
        Proxy.newProxyInstance(
            VotesTest.class.getClassLoader(),
            new Class<?>[] {MemberLease.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "isHeld" -> held.get();
                  case "equals" -> proxy == arguments[0];
                  case "hashCode" -> System.identityHashCode(proxy);
                  case "toString" -> "vote";
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }
}
