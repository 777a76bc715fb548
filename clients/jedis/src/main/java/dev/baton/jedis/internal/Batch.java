package dev.baton.jedis.internal;

import dev.baton.spi.Command;
import dev.baton.spi.ServerError;
import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.exceptions.JedisDataException;

/** The commands of one turn: sent together, answered in the same order. */
public final class Batch {
  /**
   * What is sent before replies are read. So much fits into the socket buffers of both sides, so
   * that a server that reads nothing cannot block a write, which has no timeout. It is also what a
   * server reads at once.
   */
  private static final int MOST_BYTES = 16 * 1024;

  private final JedisFaults faults;
  private final List<Pending> members = new ArrayList<>();
  private int answered;
  private boolean readOnly;

  public Batch(JedisFaults faults) {
    this.faults = faults;
  }

  public boolean isEmpty() {
    return members.isEmpty();
  }

  /** Whether the server refused one because it is a replica. */
  public boolean isReadOnly() {
    return readOnly;
  }

  /** Takes commands from the backlog and writes them. */
  public void send(Backlog backlog, Link link) {
    int bytes = 0;
    Pending next;
    while (bytes < MOST_BYTES && (next = backlog.take()) != null) {
      if (next.nanosLeft() < faults.leastNanos()) {
        next.fail(faults.unsent(next.command));
        next.announce();
        continue;
      }
      members.add(next); // before it is written: were that to fail, a part may be on its way
      link.write(next.command);
      bytes += size(next.command);
    }
  }

  private static int size(Command command) {
    int bytes = 0;
    for (byte[] word : command.words()) {
      bytes += word.length + 8;
    }
    return bytes;
  }

  /** Reads the replies. A command that is not answered in its time costs the connection. */
  public void receive(Link link) {
    link.flush();
    for (Pending member : members) {
      link.limitSilence(member.millisLeft());
      try {
        member.answer(link.read());
      } catch (JedisDataException e) {
        readOnly |= JedisFaults.isReadOnly(e);
        member.fail(new ServerError(JedisFaults.text(e)));
      }
      answered++;
    }
  }

  /** Gives up on those that have no reply yet. */
  public void fail(Throwable cause, boolean closed) {
    for (Pending member : members.subList(answered, members.size())) {
      member.fail(closed ? faults.closed(true) : faults.unanswered(member.command, cause));
    }
    answered = members.size();
  }

  public void announce() {
    members.forEach(Pending::announce);
  }
}
