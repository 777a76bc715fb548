package dev.baton.lettuce;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Builds a reply as {@link dev.baton.spi.Backend} describes it, from RESP2 and RESP3 alike: nil,
 * {@code Long}, {@code byte[]} for every string, {@code List} for every collection, the maps of
 * RESP3 flat as in RESP2.
 */
abstract class RawOutput extends CommandOutput<byte[], byte[], Object> {
  private @Nullable Level open;

  /** A list that still lacks elements, inside another one or at the top. */
  private record Level(List<@Nullable Object> items, int size, @Nullable Level outer) {}

  // Lettuce's class, in a package without null annotations, starts every output at null
  @SuppressWarnings("NullAway")
  RawOutput() {
    super(ByteArrayCodec.INSTANCE, null);
  }

  @Override
  public final void set(@Nullable ByteBuffer bytes) {
    add(bytes == null ? null : ByteArrayCodec.INSTANCE.decodeValue(bytes));
  }

  @Override
  public final void set(long integer) {
    add(integer);
  }

  @Override
  public final void set(double number) {
    add(Double.toString(number).getBytes(US_ASCII));
  }

  @Override
  public final void set(boolean value) {
    add(value ? 1L : 0L);
  }

  @Override
  public final void multi(int count) {
    if (count < 0) {
      add(null);
      return;
    }
    List<@Nullable Object> items = new ArrayList<>(count);
    if (open == null) {
      output = items;
    } else {
      open.items().add(items);
    }
    open = new Level(items, count, open);
    closeFullLevels();
  }

  private void add(@Nullable Object value) {
    if (open == null) {
      output = value;
    } else {
      open.items().add(value);
      closeFullLevels();
    }
  }

  private void closeFullLevels() {
    while (open != null && open.items().size() == open.size()) {
      open = open.outer();
    }
  }
}
