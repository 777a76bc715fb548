package dev.baton.testing.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.internal.script.AcquireReply;
import dev.baton.internal.script.Call;
import dev.baton.internal.script.Calls;
import dev.baton.internal.script.InboxNames;
import dev.baton.internal.script.LockKeys;
import dev.baton.internal.script.ReleaseReply;
import dev.baton.internal.script.Request;
import dev.baton.internal.script.ServerFeatures;
import dev.baton.internal.script.Term;
import dev.baton.spi.Backend;
import dev.baton.spi.BackendListener;
import dev.baton.spi.ServerError;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What only the scripts can be asked of locks that are shared, on a real server. */
class SharingScriptsTest extends Contract implements BackendListener {
  private static final LockKeys KEYS = LockKeys.of("k");
  private static final Term TERM = new Term(30_000, 3_000);

  /** More than are looked at in one go. */
  private static final int MANY = 200;

  private Backend backend;
  private Calls exclusive;
  private Calls shared;
  private Calls unheard;
  private int requests;

  @BeforeEach
  void connect() {
    backend = keep(adapter.connector(address()).connect(this));
    ServerFeatures features =
        ServerFeatures.ask().read(backend.execute(ServerFeatures.ask().command()));
    InboxNames inboxes = InboxNames.common("test");
    exclusive = new Calls(features, inboxes, Duration.ofMinutes(10));
    shared = exclusive.sharing();
    unheard = new Calls(features, InboxNames.common("gone"), Duration.ofMinutes(10)).sharing();
    backend.subscribe(inboxes.of(KEYS), features.shardChannels());
  }

  @Test
  void permit_grantedAgain_hasANumberThatNobodyElseHas() {
    Request one = permit();
    Request two = permit();
    long first = fence(ask(shared, one));
    long second = fence(ask(shared, two));
    long again = fence(ask(shared, one));
    assertThat(second).isGreaterThan(first);
    assertThat(again).isGreaterThan(second);
    assertThat(fence(ask(shared, permit()))).isGreaterThan(again);
  }

  @Test
  void reader_grantedAgain_hasTheFenceOfAllWhoRead() {
    Request one = request(Request.Kind.share(1, 0, false), 1);
    long first = fence(ask(shared, one));
    assertThat(fence(ask(shared, request(Request.Kind.share(1, 0, false), 1)))).isEqualTo(first);
    assertThat(fence(ask(shared, one))).isEqualTo(first);
  }

  @Test
  void release_toOneWhoTakesAPermit_givesFencesThatWereNotUsedBack() {
    Request many = request(Request.Kind.FENCED, 1_000_000);
    long fence = fence(ask(exclusive, many));
    Request next = permit();
    ask(shared, next);
    assertThat(run(exclusive.release(KEYS, many.valueWith(fence), fence + 1, true)))
        .isEqualTo(ReleaseReply.HANDED);
    assertThat(run(shared.release(KEYS, next.valueWith(0), 0, false)))
        .isEqualTo(ReleaseReply.RELEASED);
    // A second's worth of fences was set aside: had they not been given back, it would be above.
    assertThat(fence(ask(exclusive, request(Request.Kind.FENCED, 1))))
        .isBetween(fence + 2, fence + 999_999);
  }

  @Test
  void lock_whoseFirstWaitersAreGone_isNotTakenPastOneThatListens() {
    Request holder = request(Request.Kind.FENCED, 1);
    ask(exclusive, holder);
    for (int i = 0; i < MANY; i++) {
      ask(unheard, permit());
    }
    Request listening = permit();
    ask(shared, listening);
    redis.send("DEL", "k");
    AcquireReply reply = run(exclusive.acquire(KEYS, request(Request.Kind.FENCED, 1), TERM, false));
    assertThat(reply).isInstanceOf(AcquireReply.Held.class);
    assertThat(((AcquireReply.Held) reply).holder()).startsWith(listening.toString());
  }

  private AcquireReply ask(Calls calls, Request request) {
    return run(calls.acquire(KEYS, request, TERM, true));
  }

  private static long fence(AcquireReply reply) {
    return ((AcquireReply.Granted) reply).fence();
  }

  private <R> R run(Call<R> call) {
    try {
      return call.read(backend.execute(call.command()));
    } catch (ServerError unknown) {
      return run(call.after(unknown).orElseThrow(() -> unknown));
    }
  }

  private Request permit() {
    return request(Request.Kind.share(1, 3, false), 1);
  }

  private Request request(Request.Kind kind, long span) {
    return new Request("test." + ++requests, kind, "app@host:1/".getBytes(UTF_8), span);
  }

  @Override
  public void onMessage(byte[] payload) {}

  @Override
  public void onResubscribed() {}

  @Override
  public void onSubscriptionLost() {}

  @Override
  public void onReconnected() {}
}
