package dev.baton.internal.script;

import dev.baton.spi.Command;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the server can do, told from the commands it has: versions lie, since forks keep the one
 * that they split from.
 *
 * @param shardChannels whether it has {@code SPUBLISH}, whose count of receivers is exact
 * @param nativeCompare whether its {@code SET} compares ({@code IFEQ}); this cannot be asked, but
 *     the servers that have {@code DELIFEQ} or {@code DELEX} do
 */
public record ServerFeatures(boolean shardChannels, boolean nativeCompare) {
  /** What every server since 6.2 can do. */
  public static final ServerFeatures LEAST = new ServerFeatures(false, false);

  /** Asks the server. */
  public static Call<ServerFeatures> ask() {
    return new PlainCall<>(
        Command.of("COMMAND", "INFO", "SPUBLISH", "DELIFEQ", "DELEX"), ServerFeatures::read);
  }

  private static ServerFeatures read(@Nullable Object raw) {
    if (!(raw instanceof List<?> entries) || entries.size() != 3) {
      return LEAST;
    }
    return new ServerFeatures(
        known(entries.get(0)), known(entries.get(1)) || known(entries.get(2)));
  }

  /** A command that the server lacks is nil, or an empty list, depending on its age. */
  private static boolean known(@Nullable Object entry) {
    return entry instanceof List<?> details && !details.isEmpty();
  }
}
