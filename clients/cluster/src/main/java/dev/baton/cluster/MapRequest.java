package dev.baton.cluster;

import dev.baton.spi.BackendFault;
import dev.baton.spi.Command;
import dev.baton.spi.ConnectionFault;
import dev.baton.spi.ServerAddress.Node;
import dev.baton.spi.ServerError;
import java.util.Collection;
import java.util.Iterator;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Asks nodes for the slot map, one after the other, until one has answered. A node that is silent
 * is given a quarter of a second before the next is asked as well.
 */
final class MapRequest {
  private static final Command CLUSTER_SLOTS = Command.of("CLUSTER", "SLOTS");
  private static final long HEDGE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private final Function<Node, ClusterMember> members;
  private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();

  private record Answer(@Nullable SlotMap map, @Nullable BackendFault fault) {}

  MapRequest(Function<Node, ClusterMember> members) {
    this.members = members;
  }

  /**
   * Asks, waiting for an answer.
   *
   * @param nodes whom, the best first
   * @param timeoutNanos how long to wait at most once all were asked
   * @throws BackendFault if none has answered: a server's refusal before a node's silence
   */
  SlotMap send(Collection<Node> nodes, long timeoutNanos) {
    Iterator<Node> next = nodes.iterator();
    BackendFault worst = null;
    int unanswered = 0;
    while (next.hasNext() || unanswered > 0) {
      boolean more = next.hasNext();
      if (more) {
        ask(members.apply(next.next()));
        unanswered++;
      }
      Answer answer = poll(more && next.hasNext() ? HEDGE_NANOS : timeoutNanos);
      if (answer == null) {
        if (next.hasNext()) {
          continue;
        }
        break;
      }
      if (answer.map() != null) {
        return answer.map();
      }
      unanswered--;
      worst = worst instanceof ServerError ? worst : answer.fault();
    }
    throw worst != null
        ? worst
        : new ConnectionFault("no node of the cluster answered", /* mayHaveRun= */ false, null);
  }

  private @Nullable Answer poll(long nanos) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return answers.poll(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void ask(ClusterMember member) {
    member.whenOpen(
        (backend, thrown) -> {
          if (backend == null) {
            answers.add(new Answer(null, fault(member, thrown)));
          } else {
            backend
                .submit(CLUSTER_SLOTS)
                .whenComplete(
                    (reply, refusal) ->
                        answers.add(
                            refusal == null
                                ? read(member, reply)
                                : new Answer(null, fault(member, refusal))));
          }
        });
  }

  private Answer read(ClusterMember member, @Nullable Object reply) {
    SlotMap map = SlotMap.read(reply, member.node(), members);
    if (map.primaries().isEmpty()) {
      return new Answer(
          null, new ConnectionFault("cluster node " + member + " knows no slots", false, null));
    }
    return new Answer(map, null);
  }

  private static BackendFault fault(ClusterMember member, @Nullable Throwable thrown) {
    BackendFault fault =
        thrown == null
            ? new ConnectionFault("cluster node " + member + " is gone", false, null)
            : Waits.fault(thrown);
    member.note(fault);
    return fault instanceof ServerError error
            && error.message().contains("cluster support disabled")
        ? new ServerError(
            "ERR "
                + member
                + " is not a node of a cluster: connect to it with redis:// or rediss:// ("
                + error.message()
                + ")")
        : fault;
  }
}
