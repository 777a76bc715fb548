package dev.baton.internal.script;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One acquisition, as the scripts know it. The same request may be sent any number of times and is
 * granted once at a time.
 *
 * @param id unique among all clients, without blanks
 * @param kind whether it is for one alone, and whether the lock's value carries the fence
 * @param name who we are, in UTF-8: the whole token if the caller chose it, otherwise what comes
 *     before the id in the token, the same bytes for all requests of a client
 * @param span how many fences to set aside for each grant, the first included
 */
public record Request(String id, Kind kind, byte[] name, long span) {

  /** Whether the lock is asked for alone or to be shared, and what its value is made of. */
  public static final class Kind {
    /** The token and the fence of the grant, so that every grant has its own value. */
    public static final Kind FENCED = new Kind("#", "");

    /** As {@link #FENCED}, and our process may keep the lock when it needs it no more. */
    public static final Kind KEEPING = new Kind("~", "");

    /** The token as it is, chosen by the caller. */
    public static final Kind VERBATIM = new Kind("=", "");

    private static final Pattern SHARE = Pattern.compile("(\\d{1,10})/(\\d{1,10})!?~?");

    private final byte[] sign;

    /** What follows the token in the value, if that is the same for each grant of a request. */
    private final String suffix;

    private Kind(String sign, String suffix) {
      this.sign = sign.getBytes(ISO_8859_1);
      this.suffix = suffix;
    }

    /**
     * A share of the lock. Its value is the token and the weight, the same for each grant of a
     * request.
     *
     * @param weight how much of the lock; positive
     * @param limit how much of it can be shared at most, zero for no limit
     * @param inOrder whether one without a limit waits for its own turn, and does not come along
     *     when that of another has come
     * @return the kind
     */
    public static Kind share(int weight, int limit, boolean inOrder) {
      return new Kind(weight + "/" + limit + (inOrder ? "!" : ""), "*" + weight);
    }

    /** This share, of which our process may keep what it needs no more. */
    public Kind keeping() {
      return new Kind(this + "~", suffix + "~");
    }

    /**
     * What part of a lock a kind is for, as it stands in the queue; empty if it is for one alone.
     */
    static Optional<InspectReply.Share> shareOf(String sign) {
      Matcher share = SHARE.matcher(sign);
      if (!share.matches()) {
        return Optional.empty();
      }
      int limit = OwnedValue.atMostMax(share.group(2));
      return Optional.of(
          new InspectReply.Share(
              OwnedValue.atMostMax(share.group(1)),
              limit == 0 ? OptionalInt.empty() : OptionalInt.of(limit)));
    }

    /** Whether the value is the token as the caller chose it, the same for each grant. */
    public boolean isVerbatim() {
      return equals(VERBATIM);
    }

    /** Whether others can have the lock at the same time. */
    public boolean isShare() {
      return !suffix.isEmpty();
    }

    byte[] sign() {
      return sign;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Kind that && Arrays.equals(sign, that.sign);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(sign);
    }

    @Override
    public String toString() {
      return new String(sign, ISO_8859_1);
    }
  }

  /**
   * Who holds or wants the lock. Made anew by each call: whoever waits keeps the id alone.
   *
   * @return the token, in UTF-8
   */
  public byte[] token() {
    return kind.isVerbatim() ? name : joined(name, idBytes());
  }

  /**
   * The lock's value in Redis under a grant of this request.
   *
   * @param fence the grant's fence
   * @return the value, byte for byte
   */
  public byte[] valueWith(long fence) {
    if (kind.isVerbatim()) {
      return name;
    }
    String suffix = kind.suffix.isEmpty() ? "#" + fence : kind.suffix;
    return joined(name, (id + suffix).getBytes(ISO_8859_1));
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  /** The request's id as it goes over the wire. */
  byte[] idBytes() {
    return id.getBytes(ISO_8859_1);
  }

  /** The token only: arrays do not print. */
  @Override
  public String toString() {
    return new String(token(), UTF_8);
  }
}
