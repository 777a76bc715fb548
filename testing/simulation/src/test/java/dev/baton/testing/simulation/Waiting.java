package dev.baton.testing.simulation;

import dev.baton.testing.history.Mode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who asks for a lock, as a member of its queue tells it.
 *
 * @param inbox where it hears of a grant
 * @param request which acquisition it is
 * @param mode how it wants the lock
 * @param inOrder whether it waits for its own turn, and comes along with nobody
 */
record Waiting(String inbox, String request, Mode mode, boolean inOrder) {
  private static final Pattern SHARE = Pattern.compile("(\\d+)/(\\d+)(!?)");

  /** "INBOX REQUEST CLAIM SPAN KIND TOKEN". */
  static Waiting of(String member) {
    String[] words = member.split(" ", 6);
    return of(words[0], words[1], words[4]);
  }

  static Waiting of(String inbox, String request, String kind) {
    Matcher share = SHARE.matcher(kind);
    if (!share.matches()) {
      return new Waiting(inbox, request, Mode.EXCLUSIVE, false);
    }
    Mode mode = new Mode(Integer.parseInt(share.group(1)), Integer.parseInt(share.group(2)));
    return new Waiting(inbox, request, mode, !share.group(3).isEmpty());
  }

  /** Whether it reads, so that its turn is that of others too. */
  boolean reads() {
    return mode.isShared() && !mode.isLimited();
  }

  /** Whether it comes along when it is the turn of one who reads. */
  boolean comesAlong() {
    return reads() && !inOrder;
  }
}
