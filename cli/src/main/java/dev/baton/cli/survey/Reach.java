package dev.baton.cli.survey;

import dev.baton.cli.base.Json;
import dev.baton.cli.base.Target;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether Redis answers. */
public final class Reach {
  private volatile @Nullable Trouble trouble;

  /** What the server said, or why it said nothing, and since when. */
  private record Trouble(String message, long since) {}

  public void fine() {
    trouble = null;
  }

  public void lost(RuntimeException e) {
    Trouble before = trouble;
    trouble = new Trouble(said(e), before == null ? System.nanoTime() : before.since());
  }

  /** What went wrong, without secrets. */
  public static String said(RuntimeException e) {
    return Target.withoutSecrets(
        Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName()));
  }

  /** What went wrong; empty if all is well. */
  public Optional<String> message() {
    return Optional.ofNullable(trouble).map(Trouble::message);
  }

  /** As JSON; empty if all is well. */
  public Optional<Json> json() {
    return Optional.ofNullable(trouble)
        .map(
            now ->
                new Json()
                    .with("message", now.message())
                    .with("millis", (System.nanoTime() - now.since()) / 1_000_000));
  }
}
