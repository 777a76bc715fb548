package dev.baton.testing.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.BackendException;
import dev.baton.ElectionOptions;
import dev.baton.LeaderElection;
import dev.baton.LeaderElection.Reason;
import dev.baton.LeaderObserver;
import dev.baton.LeaderObserver.Leader;
import dev.baton.Leadership;
import dev.baton.LockClient;
import dev.baton.testing.server.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Leaders and candidates whose server is silent, gone, or forbids something. */
@Execution(ExecutionMode.CONCURRENT)
class ElectionTroubleTest extends Contract {
  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
  private Relay relay;

  @Override
  RedisServer server() {
    RedisServer started = keep(RedisServer.start());
    relay = keep(new Relay(started.port()));
    return started;
  }

  @Override
  Duration timeout() {
    return BRIEFLY;
  }

  private LockClient relayed() {
    return keep(adapter.connect(relay.uri() + "?timeout=2s"));
  }

  private LeaderElection candidate(LockClient client, String name, Duration lease) {
    return keep(
        client.elect(
            "boss",
            ElectionOptions.candidate(name).leaseDuration(lease),
            new LeaderElection.Listener() {
              @Override
              public void elected(Leadership leadership) {
                told.add(name + " elected");
              }

              @Override
              public void deposed(Leadership leadership, Reason why) {
                told.add(name + " " + why + (leadership.isCurrent() ? ", but current" : ""));
              }
            }));
  }

  private String next() throws InterruptedException {
    return next(told);
  }

  private static String next(BlockingQueue<String> queue) throws InterruptedException {
    String next = queue.poll(SOON.toSeconds(), TimeUnit.SECONDS);
    assertThat(next).isNotNull();
    return next;
  }

  @Test
  void server_silent_deposesTheLeaderWhoLeadsAgainAfterwards() throws Exception {
    LeaderElection election = candidate(client(), "one", Duration.ofSeconds(6));
    assertThat(next()).isEqualTo("one elected");
    server.pause();
    try {
      assertThat(next()).isEqualTo("one DEADLINE");
      assertThat(election.isLeader()).isFalse();
      assertThatThrownBy(election::leader).isInstanceOf(BackendException.class);
    } finally {
      server.resume();
    }
    assertThat(next()).isEqualTo("one elected");
  }

  @Test
  void leader_cutOff_isDeposedBeforeTheNextIsElected() throws Exception {
    // 5 s from one to the other
    candidate(relayed(), "one", Duration.ofSeconds(15));
    assertThat(next()).isEqualTo("one elected");
    LockClient other = client();
    candidate(other, "two", Duration.ofSeconds(15));
    eventually().until(() -> waiting(other.lock("boss")) == 1);
    relay.closeDoor();
    relay.swallow();
    assertThat(List.of(next(), next())).containsExactly("one DEADLINE", "two elected");
  }

  @Test
  void leader_cutOff_nobodyLeadsIsToldOnceItsLeaseIsOver() throws Exception {
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    keep(client().observe("boss"))
        .onChange(who -> seen.add(who.map(Leader::candidate).orElse("nobody")));
    assertThat(next(seen)).isEqualTo("nobody");
    candidate(relayed(), "one", Duration.ofSeconds(6));
    assertThat(next(seen)).isEqualTo("one");
    relay.closeDoor();
    relay.swallow();
    assertThat(next(seen)).isEqualTo("nobody");
  }

  @Test
  void server_restartedWithoutItsData_isLedAgain() throws Exception {
    candidate(client(), "one", Duration.ofSeconds(6));
    assertThat(next()).isEqualTo("one elected");
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    keep(client().observe("boss"))
        .onChange(who -> seen.add(who.map(who1 -> "term " + who1.term()).orElse("nobody")));
    String first = next(seen);
    server.kill();
    server.restart();
    assertThat(next()).isIn("one LOST", "one DEADLINE");
    assertThat(next()).isEqualTo("one elected");
    String after = next(seen);
    assertThat(after.equals("nobody") ? next(seen) : after).startsWith("term ").isNotEqualTo(first);
  }

  @Test
  void resignation_withoutAnswer_isDoneOnceTheServerIsBack() throws Exception {
    LeaderElection election = candidate(client(), "one", Duration.ofMinutes(5));
    assertThat(next()).isEqualTo("one elected");
    Leadership term = election.leadership().orElseThrow();
    server.pause();
    try {
      term.resign();
      assertThat(next()).isEqualTo("one RESIGNED");
      election.close();
    } finally {
      server.resume();
    }
    eventually().until(() -> redis.get("boss") == null);
  }

  @Test
  void subscriptions_forbidden_leadersAreElectedAndToldAllTheSame() throws Exception {
    redis.send("ACL", "SETUSER", "u", "on", ">p", "~*", "+@all", "resetchannels");
    String address = "redis://u:p@127.0.0.1:" + server.port();
    LockClient one = keep(adapter.connect(address));
    LockClient two = keep(adapter.connect(address));
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    keep(two.observe("boss"))
        .onChange(who -> seen.add(who.map(Leader::candidate).orElse("nobody")));
    assertThat(next(seen)).isEqualTo("nobody");
    LeaderElection first = candidate(one, "one", Duration.ofSeconds(15));
    assertThat(next()).isEqualTo("one elected");
    assertThat(next(seen)).isEqualTo("one");
    candidate(two, "two", Duration.ofSeconds(15));
    first.close();
    assertThat(List.of(next(), next())).containsExactly("one CLOSED", "two elected");
    String after = next(seen);
    assertThat(after.equals("nobody") ? next(seen) : after).isEqualTo("two");
  }

  @Test
  void prefix_isThatOfTheKeyAndOfTheChannelToo() throws Exception {
    String address = server.uri() + "?prefix=app:";
    LockClient mine = keep(adapter.connect(address));
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    keep(keep(adapter.connect(address)).observe("boss"))
        .onChange(who -> seen.add(who.map(Leader::candidate).orElse("nobody")));
    assertThat(next(seen)).isEqualTo("nobody");
    candidate(mine, "one", Duration.ofSeconds(15));
    assertThat(next(seen)).isEqualTo("one");
    try (LeaderObserver stranger = client().observe("boss")) {
      assertThat(stranger.leader()).isEmpty();
    }
    assertThat(redis.keys()).isNotEmpty().allMatch(key -> key.startsWith("app:"));
    assertThat(redis.keys()).anyMatch(key -> key.startsWith("app:baton:leader:{"));
    assertThat(mine.findForeign("*")).isEmpty();
  }
}
