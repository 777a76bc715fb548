package dev.baton.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.spi.BackendListener;
import dev.baton.spi.ServerAddress.Node;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SlotMapTest {
  private static final Node ASKED = new Node("10.0.0.9", 7009);
  private final RefreshSignal signal = new RefreshSignal();
  private final Members members =
      new Members((node, listener) -> null, member -> BackendListener.DEAF, signal);

  private SlotMap read(Object... ranges) {
    return SlotMap.read(List.of(ranges), ASKED, members::at);
  }

  private static List<Object> range(long first, long last, @Nullable Object host, long port) {
    return List.of(
        first,
        last,
        Arrays.asList(host, port, "id".getBytes(UTF_8), List.of()),
        Arrays.asList("replica".getBytes(UTF_8), port + 1, "id2".getBytes(UTF_8), List.of()));
  }

  @Test
  void reply_ofRanges_isReadToTheirEdges() {
    SlotMap map =
        read(range(0, 99, "a".getBytes(UTF_8), 1), range(100, 16_383, "b".getBytes(UTF_8), 2));
    assertThat(map.owner(0).node()).isEqualTo(new Node("a", 1));
    assertThat(map.owner(99).node()).isEqualTo(new Node("a", 1));
    assertThat(map.owner(100).node()).isEqualTo(new Node("b", 2));
    assertThat(map.owner(16_383).node()).isEqualTo(new Node("b", 2));
    assertThat(map.isWhole()).isTrue();
    assertThat(map.primaries()).hasSize(2);
  }

  @Test
  void host_missing_isThatOfTheNodeAsked() {
    SlotMap map = read(range(0, 0, null, 1), range(1, 1, new byte[0], 2));
    assertThat(map.owner(0).node()).isEqualTo(new Node("10.0.0.9", 1));
    assertThat(map.owner(1).node()).isEqualTo(new Node("10.0.0.9", 2));
    assertThat(map.isWhole()).isFalse();
  }

  @Test
  void range_thatIsUnknownOrMalformed_isSkipped() {
    SlotMap map =
        read(
            range(0, 9, "?".getBytes(UTF_8), 1),
            range(10, 16_384, "a".getBytes(UTF_8), 1),
            range(9, 3, "a".getBytes(UTF_8), 1),
            range(10, 12, "a".getBytes(UTF_8), 0),
            List.of(1L, 2L),
            range(-1, 9, "a".getBytes(UTF_8), 1),
            range(10, 12, "a".getBytes(UTF_8), 65_536),
            "no range",
            List.of(1L, 2L),
            List.of("x", "y", "z"),
            List.of(1L, "y", "z"),
            List.of(1L, 2L, "z"),
            List.of(1L, 2L, List.of("host without port")),
            List.of(1L, 2L, List.of("host", "port")));
    assertThat(map.primaries()).isEmpty();
    assertThat(SlotMap.read("x".getBytes(UTF_8), ASKED, members::at).primaries()).isEmpty();
  }

  @Test
  void range_thatIsMalformed_takesNothingFromTheOthers() {
    SlotMap map =
        read(
            range(0, 0, "a".getBytes(UTF_8), 65_535),
            List.of(0L, 16_383L, "z"),
            range(2, 2, "b".getBytes(UTF_8), 1));
    assertThat(map.owner(0).node()).isEqualTo(new Node("a", 65_535));
    assertThat(map.owner(1)).isNull();
    assertThat(map.owner(2).node()).isEqualTo(new Node("b", 1));
  }

  @Test
  void slot_moved_isInTheNewMapOnly() {
    SlotMap before = read(range(0, 16_383, "a".getBytes(UTF_8), 1));
    SlotMap after = before.with(7, members.at(new Node("b", 2)));
    assertThat(after.owner(7).node()).isEqualTo(new Node("b", 2));
    assertThat(after.owner(8)).isSameAs(before.owner(8));
    assertThat(before.owner(7).node()).isEqualTo(new Node("a", 1));
    assertThat(before.differsFrom(after)).isTrue();
    assertThat(before.differsFrom(before)).isFalse();
    assertThat(before.differsFrom(SlotMap.EMPTY)).isTrue();
    assertThat(SlotMap.EMPTY.differsFrom(before)).isFalse();
  }
}
