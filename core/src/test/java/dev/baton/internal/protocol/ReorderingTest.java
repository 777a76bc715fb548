package dev.baton.internal.protocol;

import static dev.baton.internal.protocol.Given.CLAIM;
import static dev.baton.internal.protocol.Given.FENCE;
import static dev.baton.internal.protocol.Given.HOLDER;
import static dev.baton.internal.protocol.Given.LEASE;
import static dev.baton.internal.protocol.Given.MS;
import static dev.baton.internal.protocol.Given.acquisition;
import static dev.baton.internal.protocol.Given.millisLeft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.internal.script.AcquireReply;
import dev.baton.internal.script.Push;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

/**
 * A wait whose polls and push reach it in any order and at any time: what it believes ends before
 * the server lets the lock go.
 */
class ReorderingTest {
  private static final long MINUTE = 60_000 * MS;

  /**
   * One poll.
   *
   * @param rest since the reply to the one before
   * @param there how long the command took
   * @param back how long the reply took
   */
  record Poll(long rest, long there, long back) {}

  @Provide
  Arbitrary<SimulatedServerClock> servers() {
    return SimulatedServerClock.any();
  }

  @Provide
  Arbitrary<List<Poll>> polls() {
    Arbitrary<Long> times = Arbitraries.longs().between(0, 5_000 * MS);
    return Combinators.combine(times, times, times).as(Poll::new).list().ofMinSize(1).ofMaxSize(6);
  }

  @Property
  void belief_anyOrderOfRepliesAndPush_endsBeforeTheServersLease(
      @ForAll("servers") SimulatedServerClock server,
      @ForAll("polls") List<Poll> polls,
      @ForAll @LongRange(max = MINUTE) long grantedAt,
      @ForAll @LongRange(max = MINUTE) long pushTook) {
    Acquisition acquisition = acquisition();
    Push.Granted push =
        new Push.Granted("me.1", FENCE, server.microsAt(grantedAt), /* waiting= */ 0);
    long heardAt = grantedAt + pushTook;
    boolean pushed = false;
    long now = 0;
    for (Poll poll : polls) {
      long sentAt = now + poll.rest;
      if (!pushed && heardAt <= sentAt) {
        pushed = true;
        check(acquisition.onGrant(push, heardAt), server.endOf(grantedAt, CLAIM, true));
      }
      long doneAt = sentAt + poll.there;
      now = doneAt + poll.back;
      acquisition.ask(true);
      boolean ours = doneAt >= grantedAt && server.endOf(grantedAt, CLAIM, true) > doneAt;
      Step step = acquisition.onReply(reply(server, doneAt, ours), sentAt, now);
      check(step, server.endOf(doneAt, LEASE, true));
    }
    if (!pushed) {
      check(
          acquisition.onGrant(push, Math.max(now, heardAt)), server.endOf(grantedAt, CLAIM, true));
    }
  }

  private static AcquireReply reply(SimulatedServerClock server, long doneAt, boolean ours) {
    return ours
        ? new AcquireReply.Granted(FENCE, server.microsAt(doneAt), 0)
        : new AcquireReply.Queued(0, server.microsAt(doneAt), HOLDER, millisLeft(9));
  }

  private static void check(Step step, long serversEnd) {
    if (step instanceof Step.Acquired acquired) {
      assertThat(acquired.grant().validUntil()).isLessThanOrEqualTo(serversEnd);
    }
  }
}
