package dev.baton.internal.lease;

import dev.baton.LossReason;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Tells those who asked for it of the loss of one lease. */
public final class LossSignal {
  private final CompletableFuture<LossReason> told = new CompletableFuture<>();

  /** Made once: each one made would stay with the future for as long as that lives. */
  private final CompletionStage<LossReason> stage = told.minimalCompletionStage();

  /** Completes with the reason, if there ever is one; nobody who has it can complete it. */
  public CompletionStage<LossReason> stage() {
    return stage;
  }

  /** Tells it, on the calling thread; only the first time counts. */
  public void tell(LossReason reason) {
    told.complete(reason);
  }
}
