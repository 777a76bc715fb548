package dev.baton.internal.runtime;

import static dev.baton.internal.runtime.ScriptedBackend.bytes;
import static dev.baton.internal.runtime.ScriptedBackend.word;
import static dev.baton.internal.runtime.ScriptedBackend.words;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.baton.BackendException;
import dev.baton.LockState;
import dev.baton.spi.Command;
import dev.baton.spi.ServerError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Going through all keys for locks, on a server in memory. */
class LockSearchTest extends CohortCase {
  private static final String OURS = "app@host:1/x.1#1700000000000000";

  private final Map<String, String> values = new TreeMap<>();
  private final Map<String, Long> queues = new TreeMap<>();
  private final Map<String, String> fences = new TreeMap<>();
  private long pttl = 1_500;

  @BeforeEach
  void answer() {
    backend.on("SCAN", command -> page("0", values.keySet().toArray()));
    backend.on("GETRANGE", this::getRange);
    backend.on("PTTL", command -> pttl);
    backend.on("ZCARD", command -> queues.getOrDefault(name(command), 0L));
    backend.on("TIME", words("1700000002", "500000"));
  }

  private static List<Object> page(String cursor, Object... keys) {
    return List.of(bytes(cursor), words(keys));
  }

  /** Of a key, or of one beside it. */
  private static String name(Command command) {
    String key = word(command, 1);
    return key.substring(key.lastIndexOf('}') + 1);
  }

  private Object getRange(Command command) {
    Map<String, String> from = word(command, 1).startsWith("baton:fence:") ? fences : values;
    return bytes(from.getOrDefault(name(command), ""));
  }

  private List<String> found() {
    try (Stream<LockState> found = engine.find("*")) {
      return found.map(LockState::name).toList();
    }
  }

  private List<String> foreign() {
    try (Stream<LockState> found = engine.findForeign("*")) {
      return found.map(LockState::name).toList();
    }
  }

  @Test
  void lock_ofOurMaking_isToldWithAllThatIsKnown() {
    values.put("a", OURS);
    queues.put("a", 3L);
    fences.put("a", "1700000000000007");

    assertThat(engine.find("*"))
        .containsExactly(
            new LockState(
                "a",
                Optional.of(OURS),
                Optional.of(Duration.ofMillis(2_500)),
                Optional.of(Duration.ofMillis(1_500)),
                Optional.of(1_700_000_000_000_007L),
                3,
                List.of()));
  }

  @Test
  void strings_areLocksIfBatonKnowsOfThem() {
    values.put("made by Baton", OURS);
    values.put("waited for", "x");
    queues.put("waited for", 1L);
    values.put("remembered", "x");
    fences.put("remembered", "1700000000000007");
    values.put("any other", "x");

    assertThat(found()).containsExactly("made by Baton", "remembered", "waited for");
    assertThat(foreign()).containsExactly("any other");
  }

  @Test
  void keysBesideLocks_andNamesThatAreNone_areLeftOut() {
    values.put("a", OURS);
    Object[] keys = {
      "baton:fence:{x}a", "baton:queue:{x}a", "", new byte[] {(byte) 0xff}, "x".repeat(1_025), "a"
    };
    backend.on("SCAN", command -> page("0", keys));

    assertThat(found()).containsExactly("a");
  }

  @Test
  void fence_thatIsNoNumber_isNotTold() {
    values.put("a", OURS);
    fences.put("a", "what is this");
    assertThat(engine.find("*").findFirst().orElseThrow().fencingToken()).isEmpty();
  }

  @Test
  void keyThatIsGoneOrOfAnotherTypeByNow_isLeftOut() {
    values.put("a", OURS);
    pttl = -2;
    assertThat(found()).isEmpty();
    pttl = -1;
    assertThat(engine.find("*").findFirst().orElseThrow().expiresIn()).isEmpty();
    backend.on(
        "GETRANGE",
        command -> {
          throw new ServerError("WRONGTYPE Operation against a key");
        });
    assertThat(found()).isEmpty();
  }

  @Test
  void pages_areTurnedAsTheStreamIsRead() {
    values.put("a", OURS);
    values.put("b", OURS);
    List<String> cursors = new ArrayList<>();
    backend.on(
        "SCAN",
        command -> {
          cursors.add(word(command, 1));
          return switch (cursors.size()) {
            case 1 -> page("17", "a");
            case 2 -> page("18");
            default -> page("0", "b");
          };
        });
    Iterator<LockState> found = engine.find("order:*").iterator();
    assertThat(cursors).isEmpty();
    assertThat(found.next().name()).isEqualTo("a");
    assertThat(cursors).containsExactly("0");
    assertThat(found.next().name()).isEqualTo("b");
    assertThat(found.hasNext()).isFalse();
    assertThat(cursors).containsExactly("0", "17", "18");
    Command scan = backend.commands("SCAN").get(0);
    assertThat(List.of(word(scan, 3), word(scan, 7))).containsExactly("order:*", "string");
  }

  @Test
  void server_thatFails_failsTheStream() {
    values.put("a", OURS);
    cut("TIME");
    assertThatExceptionOfType(BackendException.class).isThrownBy(this::found);
    backend.on("SCAN", bytes("nonsense"));
    assertThatIllegalStateException().isThrownBy(this::found).withMessageContaining("SCAN");
    backend.on("SCAN", command -> page("0", "a"));
    backend.on("TIME", bytes("noon"));
    assertThatIllegalStateException().isThrownBy(this::found).withMessageContaining("TIME");
    engine.close();
    assertThatIllegalStateException().isThrownBy(this::found).withMessageContaining("closed");
  }
}
