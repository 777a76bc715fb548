package dev.baton.internal.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.baton.internal.script.InboxNames;
import dev.baton.internal.script.LockKeys;
import dev.baton.spi.Backend;
import dev.baton.spi.Command;
import dev.baton.spi.ConnectionFault;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The channels of one client: one, or one for each slot of a cluster that it waits in. */
class LockServersTest {
  private static final LockKeys A = LockKeys.of("a");
  private static final LockKeys B = LockKeys.of("b");

  private final Channels server = new Channels();
  private final LockServers shards =
      new LockServers(InboxNames.slotted("", "1x"), true, server, Runnable::run);

  @Test
  void shard_outsideACluster_isTheSameForAllLocks() {
    server.cluster = false;
    LockServers one = new LockServers(InboxNames.common("1x"), true, server, Runnable::run);

    assertThat(one.of(A)).isSameAs(one.of(B));
    one.of(A).channel().open();
    assertThat(server.asked).containsExactly("+baton:inbox:1x");
  }

  @Test
  void shard_inACluster_isThatOfTheSlot() {
    assertThat(shards.of(A)).isNotSameAs(shards.of(B)).isSameAs(shards.of(LockKeys.of("{a}c")));
    shards.of(A).channel().open();
    shards.of(B).channel().open();
    shards.of(A).channel().open();

    assertThat(server.asked).hasSize(2).doesNotHaveDuplicates();
  }

  @Test
  void idle_usedSinceTheLastCheck_staysOpen() {
    LockServer shard = used(A);
    check();
    shard.enter();
    shard.leave();
    check();

    assertThat(shard.channel().isOpen()).isTrue();
    assertThat(server.asked).hasSize(1);
  }

  @Test
  void idle_unusedAtTwoChecks_isLeftAndOpenedAnewWhenNeeded() {
    LockServer shard = used(A);
    check();
    check();
    assertThat(shard.channel().isOpen()).isFalse();
    assertThat(server.asked).hasSize(2).last().asString().startsWith("-");
    check();
    assertThat(server.asked).hasSize(2);

    shard.channel().open();
    assertThat(shard.channel().isOpen()).isTrue();
    assertThat(server.asked).hasSize(3);
  }

  @Test
  void idle_somebodyWaits_staysOpen() {
    LockServer shard = used(A);
    shard.enter();
    check();
    check();

    assertThat(shard.channel().isOpen()).isTrue();
  }

  @Test
  void idle_somebodyComesWhileItIsLeft_staysOpen() {
    LockServer shard = used(A);
    shard.channel().leaveUnless(() -> true);

    assertThat(shard.channel().isOpen()).isTrue();
    assertThat(server.asked).hasSize(1);
  }

  @Test
  void idle_beingOpened_isLeftAlone() {
    Channel channel = shards.of(A).channel();
    server.onSubscribe = () -> channel.leaveUnless(() -> false);
    channel.open();

    assertThat(channel.isOpen()).isTrue();
    assertThat(server.asked).hasSize(1);
  }

  @Test
  void open_refused_isTriedAgainTheNextTime() {
    Channel channel = shards.of(A).channel();
    server.onSubscribe =
        () -> {
          throw new ConnectionFault("cut", false, null);
        };
    assertThatExceptionOfType(ConnectionFault.class).isThrownBy(channel::open);
    List<Throwable> told = new ArrayList<>();
    channel.whenOpen(() -> told.add(new AssertionError()), told::add);
    assertThat(told).hasOnlyElementsOfType(ConnectionFault.class);
    assertThat(channel.isOpen()).isFalse();

    server.onSubscribe = () -> {};
    channel.open();
    assertThat(channel.isOpen()).isTrue();
  }

  private LockServer used(LockKeys keys) {
    LockServer shard = shards.of(keys);
    shard.channel().open();
    shard.enter();
    shard.leave();
    return shard;
  }

  private void check() {
    shards.leaveIdle();
  }

  /** A server that only has channels. */
  private static final class Channels implements Backend {
    final List<String> asked = new ArrayList<>();
    Runnable onSubscribe = () -> {};
    boolean cluster = true;

    @Override
    public void subscribe(byte[] channel, boolean sharded) {
      onSubscribe.run();
      asked.add("+" + new String(channel, StandardCharsets.UTF_8));
    }

    @Override
    public void unsubscribe(byte[] channel, boolean sharded) {
      asked.add("-" + new String(channel, StandardCharsets.UTF_8));
    }

    @Override
    public boolean isCluster() {
      return cluster;
    }

    @Override
    public @Nullable Object execute(Command command) {
      throw new AssertionError(command);
    }

    @Override
    public CompletionStage<@Nullable Object> submit(Command command) {
      throw new AssertionError(command);
    }

    @Override
    public List<CompletionStage<@Nullable Object>> submitAll(List<Command> commands) {
      throw new AssertionError(commands);
    }

    @Override
    public Duration commandTimeout() {
      return Duration.ofSeconds(1);
    }

    @Override
    public void close() {}
  }
}
