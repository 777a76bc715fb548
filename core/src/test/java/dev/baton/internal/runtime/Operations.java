package dev.baton.internal.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.internal.script.Call;
import dev.baton.internal.script.Calls;
import dev.baton.internal.script.LockKeys;
import dev.baton.internal.script.ReleaseReply;
import dev.baton.internal.script.Request;
import dev.baton.internal.script.Term;
import dev.baton.spi.Command;
import dev.baton.spi.ServerError;
import java.util.HashMap;
import java.util.Map;

/** Which script a command names, by its digest or by its source. */
final class Operations {
  private Operations() {}

  /** The scripts' digests and sources, each with its operation. */
  static Map<String, String> of(Calls calls) {
    LockKeys keys = LockKeys.of("a");
    Request request = new Request("1.1", Request.Kind.FENCED, new byte[0], 1);
    Term term = new Term(1, 1);
    Map<String, String> operations = new HashMap<>();
    put(operations, "ACQUIRE", calls.acquire(keys, request, term, true));
    put(operations, "RELEASE", calls.release(keys, new byte[0], 0, false));
    Call<ReleaseReply> release = calls.release(keys, new byte[0], 0, false);
    put(operations, "FREE", release.after(new ServerError("TRYAGAIN")).orElseThrow());
    put(operations, "REJOIN", calls.rejoin(keys, new byte[0], 0, request, term));
    put(operations, "CANCEL", calls.cancel(keys, request, term));
    put(operations, "RENEW", calls.renew(keys, new byte[0], 1));
    put(operations, "INSPECT", calls.inspect(keys, 1));
    return operations;
  }

  /** The digest or source in a command. */
  static String name(Command command) {
    return command.words().length > 1 ? new String(command.words()[1], UTF_8) : "";
  }

  private static void put(Map<String, String> operations, String operation, Call<?> call) {
    operations.put(name(call.command()), operation);
    operations.put(
        name(call.after(new ServerError("NOSCRIPT")).orElseThrow().command()), operation);
  }
}
