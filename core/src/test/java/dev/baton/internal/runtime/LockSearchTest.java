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
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Going through all keys for locks, on a server in memory. */
class LockSearchTest extends CohortCase {
  private static final String OURS = "app@host:1/x.1#1700000000000000";

  private final Map<String, String> values = new TreeMap<>();
  private final Map<String, Long> queues = new TreeMap<>();
  private final Map<String, String> fences = new TreeMap<>();
  private final Map<String, List<@Nullable Object>> shares = new TreeMap<>();
  private long pttl = 1_500;

  @BeforeEach
  void answer() {
    backend.on("SCAN", command -> page("0", keys(command).toArray()));
    backend.on("GETRANGE", this::getRange);
    backend.on("PTTL", command -> pttl);
    backend.on("ZCARD", this::size);
    backend.on("ZMSCORE", command -> shares.get(name(command)).get(0));
    backend.on(
        "ZRANGE",
        command -> shares.get(name(command)).get(word(command, 2).equals("-inf") ? 2 : 3));
    backend.on("TIME", words("1700000002", "500000"));
  }

  private Set<String> keys(Command scan) {
    return (word(scan, 7).equals("zset") ? shares : values).keySet();
  }

  private Object size(Command command) {
    return word(command, 1).startsWith("baton:queue:")
        ? queues.getOrDefault(name(command), 0L)
        : Objects.requireNonNull(shares.get(name(command)).get(1));
  }

  private static List<@Nullable Object> scores(@Nullable String... scores) {
    return Arrays.stream(scores)
        .map(score -> score == null ? null : (Object) bytes(score))
        .toList();
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
  void lock_thatIsShared_isToldWithHowManyShareIt() {
    shares.put(
        "r",
        Arrays.asList(
            scores("4", "1700000000000000", null),
            6L, // with '#', '@', and one whose lease is over
            words("#", "app@host:1/x.1*1"),
            words("app@host:1/x.9*1", "1700000007500")));
    queues.put("r", 2L);

    assertThat(engine.find("*"))
        .containsExactly(
            new LockState(
                "r",
                Optional.of("app@host:1/x.9*1"),
                Optional.of(Duration.ofMillis(2_500)),
                Optional.of(Duration.ofMillis(5_000)),
                Optional.of(1_700_000_000_000_000L),
                2,
                List.of(),
                Optional.of(new LockState.Sharing(3, 3, /* limited= */ false, List.of()))));
    assertThat(foreign()).isEmpty();
  }

  @Test
  void lock_ofPermits_isToldWithTheirSum() {
    shares.put(
        "p",
        Arrays.asList(
            scores("5", null, "1700000000000000"),
            5L, // with '#', '%', and who is first in the queue
            words("?x.7", "#"),
            List.of(words("app@host:1/x.9*3", "1700000001500"))));

    LockState found = engine.find("*").findFirst().orElseThrow();
    assertThat(found.sharing())
        .contains(new LockState.Sharing(2, 5, /* limited= */ true, List.of()));
    assertThat(found.heldFor()).isEmpty();
    assertThat(found.fencingToken()).contains(1_700_000_000_000_000L);
    assertThat(found.expiresIn()).contains(Duration.ZERO);
  }

  @Test
  void sortedSets_thatAreNoLocks_areLeftOut() {
    shares.put(
        "ranks", Arrays.asList(scores(null, null, null), 2L, words("low"), words("high", "9")));
    shares.put("over", Arrays.asList(scores("1", "5", null), 3L, words("#", "a*1"), words()));
    assertThat(found()).isEmpty();
  }

  @Test
  void sharedLock_heldByOneAloneByNow_isLeftOut() {
    shares.put("a", Arrays.asList(scores("1", "5", null), 3L, words("#"), words("b*1", "2e12")));
    assertThat(found()).containsExactly("a");
    for (String command : List.of("ZMSCORE", "ZCARD", "ZRANGE")) {
      backend.on(
          command,
          any -> {
            throw new ServerError("WRONGTYPE Operation against a key");
          });
      assertThat(found()).as(command).isEmpty();
    }
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
    backend.on(
        "SCAN", command -> page("0", word(command, 7).equals("zset") ? new Object[0] : keys));

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
            case 3 -> page("0", "b");
            default -> page("0");
          };
        });
    Iterator<LockState> found = engine.find("order:*").iterator();
    assertThat(cursors).isEmpty();
    assertThat(found.next().name()).isEqualTo("a");
    assertThat(cursors).containsExactly("0");
    assertThat(found.next().name()).isEqualTo("b");
    assertThat(found.hasNext()).isFalse();
    assertThat(cursors).containsExactly("0", "17", "18", "0");
    assertThat(backend.commands("SCAN"))
        .extracting(scan -> word(scan, 3) + " " + word(scan, 7))
        .containsExactly("order:* string", "order:* string", "order:* string", "order:* zset");
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
