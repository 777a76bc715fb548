package dev.baton.testing.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Lease;
import dev.baton.LockClient;
import dev.baton.LossReason;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What goes over the wire to servers that have commands which the servers of the other tests lack.
 * Valkey's {@code SET … IFEQ … GET} (since 8.1) and that of Redis (since 8.4) both answer the value
 * that the key had, or nil.
 */
class NewerServersTest extends Contract {
  private static final String NIL = "$-1\r\n";

  private final AtomicInteger scripts = new AtomicInteger();

  /** What the key holds when a renewal comes; null for what the renewal says. */
  private final AtomicReference<String> found = new AtomicReference<>();

  @ParameterizedTest
  @ValueSource(strings = {"DELIFEQ", "DELEX"})
  void serverThatCompares_leaseRenewed_isAskedBySet(String command) throws Exception {
    RespStub stub = keep(new RespStub(words -> answer(words, command)));
    LockClient client = keep(adapter.connect(stub.uri()));
    Lease lease = client.lock("k").acquire();
    lease.renew(Duration.ofSeconds(20));
    String value = lease.ownerToken();
    assertThat(stub.asked("SET"))
        .containsExactly(List.of("SET", "k", value, "IFEQ", value, "GET", "PX", "20000"));
    assertThat(lease.isHeld()).isTrue();
    lease.release();
    assertThat(stub.asked("SET")).hasSize(1);
    assertThat(stub.asked(command)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"'$-1\r\n', DELETED", "'$5\r\nother\r\n', OVERWRITTEN"})
  void serverThatCompares_lockGone_holderIsTold(String reply, LossReason reason) throws Exception {
    RespStub stub = keep(new RespStub(words -> answer(words, "DELIFEQ")));
    LockClient client = keep(adapter.connect(stub.uri()));
    Lease lease = client.lock("k", leaseOfMillis(600)).acquire();
    found.set(reply);
    eventually().until(() -> !lease.isHeld());
    assertThat(get(lease.lost().toCompletableFuture())).isIn(reason, LossReason.EXPIRED);
  }

  @Test
  void serverWithoutShardChannels_isAskedWithPublish() throws Exception {
    RespStub stub = keep(new RespStub(words -> answer(words, "NONE")));
    LockClient client = keep(adapter.connect(stub.uri()));
    client.lock("k").acquire().release();
    List<List<String>> sent = stub.asked("EVALSHA");
    assertThat(sent).hasSize(2).noneMatch(words -> words.contains("SPUBLISH"));
    assertThat(sent.get(1)).contains("PUBLISH");
  }

  private String answer(List<String> words, String known) {
    return switch (words.get(0)) {
      case "PING" -> "+PONG\r\n";
      case "HELLO" -> "-ERR unknown command 'HELLO'\r\n";
      case "COMMAND" -> commandInfo(words, known);
      case "EVALSHA" ->
          scripts.getAndIncrement() == 0
              ? RespStub.bulk("TAKEN " + System.currentTimeMillis() * 1000)
              : RespStub.bulk("RELEASED");
      case "SET" -> found.get() == null ? RespStub.bulk(words.get(2)) : found.get();
      default -> "+OK\r\n";
    };
  }

  private static String commandInfo(List<String> words, String known) {
    StringBuilder reply = new StringBuilder("*" + (words.size() - 2) + "\r\n");
    for (String name : words.subList(2, words.size())) {
      reply.append(name.equals(known) ? "*1\r\n" + RespStub.bulk(name) : NIL);
    }
    return reply.toString();
  }
}
