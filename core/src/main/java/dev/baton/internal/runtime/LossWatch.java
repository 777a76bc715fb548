package dev.baton.internal.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.LossReason;
import dev.baton.internal.link.Inbox;
import dev.baton.internal.link.Shard;
import dev.baton.internal.script.Call;
import dev.baton.internal.script.InspectReply;
import dev.baton.internal.script.Push;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds out at once when somebody else gives a lock of ours back, for a holder that asked to be
 * told of a loss. What is pushed is a hint only: the server is asked.
 */
final class LossWatch implements Inbox.Recipient {
  private final Hold hold;
  private final String request;

  LossWatch(Hold hold, String request) {
    this.hold = hold;
    this.request = request;
  }

  void begin() {
    hold.services().inbox().watch(request, this);
    shard().channel().prepare(); // without it, the next renewal finds the loss
  }

  @Override
  public Shard shard() {
    return hold.lock().shard();
  }

  void end() {
    hold.services().inbox().unwatch(request, this);
  }

  /** Somebody says that the lock was taken from us. */
  @Override
  public void onPush(Push push) {
    look();
  }

  /** What was missed, the next renewal finds. */
  @Override
  public void onNudge() {}

  /** Looks whether the lock is still ours, without waiting. */
  void look() {
    Services services = hold.services();
    Call<InspectReply> look = services.calls().inspect(hold.lock().keys(), /* most= */ 1);
    services.runner().start(look, this::judge);
  }

  private void judge(@Nullable InspectReply reply, @Nullable Throwable thrown) {
    if (reply == null) {
      return; // the next renewal finds out
    }
    if (!(reply instanceof InspectReply.Held held)) {
      hold.lose(reply instanceof InspectReply.Free ? LossReason.DELETED : LossReason.OVERWRITTEN);
    } else if (!Arrays.equals(held.holder().getBytes(UTF_8), hold.value())) {
      hold.lose(LossReason.OVERWRITTEN);
    }
  }
}
