package dev.baton.jedis;

import static dev.baton.jedis.Fixture.bytes;
import static dev.baton.jedis.Fixture.command;
import static dev.baton.jedis.Fixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.spi.Backend;
import dev.baton.spi.Command;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Commands and their replies, while all is well. */
class ExecuteTest {
  private static final Fixture fixture = new Fixture();
  private static final Backend backend = fixture.backend;

  @AfterAll
  static void close() {
    fixture.close();
  }

  @Test
  void reply_ofEachKind_hasItsShape() {
    assertThat(backend.execute(command("GET", "nothing"))).isNull();
    assertThat(backend.execute(command("INCRBY", "count", "-7"))).isEqualTo(-7L);
    assertThat(backend.execute(command("SET", "blank key", " a\r\nb "))).isEqualTo(bytes("OK"));
    assertThat(backend.execute(command("GET", "blank key"))).isEqualTo(bytes(" a\r\nb "));
    assertThat(backend.execute(command("EVAL", "return {1, 'a', {2, {}}, false, 3}", "0")))
        .usingRecursiveComparison()
        .isEqualTo(nested());
  }

  private static List<@Nullable Object> nested() {
    List<@Nullable Object> list = new ArrayList<>(List.of(1L, bytes("a"), List.of(2L, List.of())));
    list.add(null);
    list.add(3L);
    return list;
  }

  @Test
  void key_ofAnyBytes_arrivesUnchanged() {
    byte[] key = new byte[256];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) i;
    }
    backend.execute(Command.onKey(key, bytes("SET"), key, key));
    assertThat(backend.execute(Command.onKey(key, bytes("GET"), key))).isEqualTo(key);
  }

  @Test
  void command_largerThanAnyBuffer_isSentWhole() {
    String large = "x".repeat(300_000);
    backend.execute(command("SET", "large", large));
    assertThat(text(backend.execute(command("GET", "large")))).isEqualTo(large);
  }

  @Test
  void manySubmitters_besideManyCallers_getTheirOwnAnswers() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(16);
    try {
      Callable<Integer> submits =
          () -> {
            String name = Thread.currentThread().getName();
            List<Command> commands =
                IntStream.range(0, 500).mapToObj(i -> command("ECHO", name + "/" + i)).toList();
            List<CompletionStage<@Nullable Object>> stages = backend.submitAll(commands);
            for (int i = 0; i < 500; i++) {
              assertThat(text(backend.execute(command("ECHO", name)))).isEqualTo(name);
              Object reply = stages.get(i).toCompletableFuture().get();
              assertThat(text(reply)).isEqualTo(name + "/" + i);
            }
            return 0;
          };
      for (Future<Integer> done : threads.invokeAll(Collections.nCopies(16, submits))) {
        done.get();
      }
    } finally {
      threads.shutdown();
    }
  }
}
