package dev.baton.internal.script;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The calls of the scripts for one client, with what is the same in all of them. Arguments come in
 * one order: who asks (request, kind, token, span); value, used; lease, retention, and how to push;
 * then what only one script needs.
 */
public class Calls {
  private static final byte[] KEEP = "KEEP".getBytes(ISO_8859_1);
  private static final byte[] RENEW = "RENEW".getBytes(ISO_8859_1);
  private static final byte[] LEAST = "LEAST".getBytes(ISO_8859_1);
  private static final byte[] NOBODY = {};

  /** The place of the least time among the arguments of RELEASE. */
  private static final int LEAST_AT = 7;

  final byte[] publish;
  final InboxNames inboxes;
  final byte[] retention;
  private final WaitWords trying;
  private final WaitWords waiting;
  private final boolean nativeCompare;
  private final long retentionMillis;

  /**
   * The calls of one client.
   *
   * @param features what the server can do
   * @param inboxes where the client hears of grants
   * @param retention how long the last grant of a lock is remembered, for its fence
   */
  public Calls(ServerFeatures features, InboxNames inboxes, Duration retention) {
    String publishing = features.shardChannels() ? "SPUBLISH" : "PUBLISH";
    this.publish = publishing.getBytes(ISO_8859_1);
    this.trying = new WaitWords("TRY", publishing);
    this.waiting = new WaitWords("WAIT", publishing);
    this.nativeCompare = features.nativeCompare();
    this.inboxes = inboxes;
    this.retentionMillis = retention.toMillis();
    this.retention = Ascii.number(retentionMillis);
  }

  /** The same client's. */
  Calls(Calls same) {
    this.publish = same.publish;
    this.trying = same.trying;
    this.waiting = same.waiting;
    this.nativeCompare = same.nativeCompare;
    this.inboxes = same.inboxes;
    this.retentionMillis = same.retentionMillis;
    this.retention = same.retention;
  }

  /**
   * The calls for who holds a lock under a value.
   *
   * @param value a lock's value
   * @return those for one of those who share it if Baton made the value for such a one, else those
   *     for one alone
   */
  public Calls holding(String value) {
    return OwnedValue.isShare(value) ? sharing() : this;
  }

  /**
   * The calls for locks that are shared.
   *
   * @return those of the same client
   */
  public Calls sharing() {
    return new SharingCalls(this);
  }

  /**
   * Whether the record of a grant is to last for the retention from the release on, other than it
   * does by itself.
   *
   * @param term for how long the lock was granted
   * @param heldMillis how long ago that was
   * @return false if it stands as it is
   */
  public boolean outdatesRecord(Term term, long heldMillis) {
    return term.retentionMillis(retentionMillis) > retentionMillis
        || heldMillis > retentionMillis / 8;
  }

  /**
   * For how long the server remembers a grant at least.
   *
   * @param term for how long the lock was granted
   * @return nanoseconds
   */
  public long rememberedNanos(Term term) {
    return TimeUnit.MILLISECONDS.toNanos(term.retentionMillis(retentionMillis));
  }

  /**
   * Take the lock, or join its queue.
   *
   * @param keys the lock's keys
   * @param request who asks
   * @param term for how long
   * @param wait whether to join the queue if it is held
   * @return the call
   */
  public Call<AcquireReply> acquire(LockKeys keys, Request request, Term term, boolean wait) {
    return acquire(Script.ACQUIRE, keys, request, term, wait);
  }

  final Call<AcquireReply> acquire(
      Script script, LockKeys keys, Request request, Term term, boolean wait) {
    byte[] remembered = Ascii.number(term.retentionMillis(retentionMillis));
    byte[][] arguments = asking(keys, request, term, remembered, wait ? waiting : trying);
    return new ScriptCall<>(script, keys.toGrant(), arguments, AcquireReply::read);
  }

  private byte[][] asking(
      LockKeys keys, Request request, Term term, byte[] remembered, WaitWords wait) {
    return new byte[][] {
      request.idBytes(),
      request.kind().sign(),
      request.token(),
      Ascii.number(request.span()),
      Ascii.number(term.leaseMillis()),
      remembered,
      wait.with(term.claimMillis(), inboxes.of(keys))
    };
  }

  /**
   * Free the lock, or hand it on.
   *
   * @param keys the lock's keys
   * @param value its value while it is ours
   * @param used the last fence that was given out, zero if the server's record tells it
   * @param remember whether the record is to last for the retention from now on
   * @return the call
   */
  public Call<ReleaseReply> release(LockKeys keys, byte[] value, long used, boolean remember) {
    return release(keys, value, used, remember, NOBODY, ReleaseReply::read);
  }

  /**
   * Free the lock, or hand it on, on behalf of its holder, who is told.
   *
   * @param keys the lock's keys
   * @param value its value while it is the holder's
   * @return the call
   */
  public Call<ReleaseReply> revoke(LockKeys keys, byte[] value) {
    byte[] told = inboxes.beginningOf(keys);
    return release(keys, value, /* used= */ 0, /* remember= */ true, told, ReleaseReply::read);
  }

  /**
   * Free the lock, or hand it on, or leave it to nobody until it was held for long enough.
   *
   * @param keys the lock's keys
   * @param value its value while it is ours, of Baton's making
   * @param used the last fence that was given out, zero if the server's record tells it
   * @param leastMillis for how long it is to be held at least
   * @return the call
   */
  public Call<ReleaseReply> releaseAfter(LockKeys keys, byte[] value, long used, long leastMillis) {
    byte[] least = Ascii.number(leastMillis);
    byte[][] arguments = releasing(keys, value, used, /* remember= */ true, NOBODY);
    byte[][] all = Arrays.copyOf(arguments, LEAST_AT + 1);
    if (arguments.length == LEAST_AT - 1) {
      all[LEAST_AT - 1] = NOBODY; // no quarantine, so no lease
    }
    all[LEAST_AT] = least;
    Call<ReleaseReply> simpler =
        new ScriptCall<>(
            Script.FREE,
            new byte[][] {keys.lock()},
            new byte[][] {value, least},
            ReleaseReply::read);
    return new ScriptCall<>(Script.RELEASE, keys.toGrant(), all, ReleaseReply::read)
        .orSimpler(simpler);
  }

  private <R> Call<R> release(
      LockKeys keys,
      byte[] value,
      long used,
      boolean remember,
      byte[] told,
      Function<Reply, R> reader) {
    byte[][] arguments = releasing(keys, value, used, remember, told);
    return new ScriptCall<>(Script.RELEASE, keys.toGrant(), arguments, reader)
        .orSimpler(free(keys, value, reader));
  }

  private byte[][] releasing(
      LockKeys keys, byte[] value, long used, boolean remember, byte[] told) {
    byte[] fence = Ascii.number(used);
    if (!remember && told.length == 0 && !keys.isQuarantined()) {
      // The usual case does without the others: each costs the server, read or not.
      return new byte[][] {value, fence, retention, publish};
    }
    return keys.toGrant(value, fence, retention, publish, remember ? RENEW : KEEP, told);
  }

  /** Free the lock without the keys beside it. */
  private static <R> Call<R> free(LockKeys keys, byte[] value, Function<Reply, R> reader) {
    return new ScriptCall<>(Script.FREE, new byte[][] {keys.lock()}, new byte[][] {value}, reader);
  }

  /**
   * Hand the lock on, and join its queue again; on a server that is full the first of the two only.
   *
   * @param keys the lock's keys
   * @param value its value while it is ours
   * @param used the last fence that was given out
   * @param request who asks
   * @param term for how long
   * @return the call
   */
  public Call<RejoinReply> rejoin(
      LockKeys keys, byte[] value, long used, Request request, Term term) {
    return handingOver(Script.REJOIN, keys, value, used, request, term)
        .orSimpler(free(keys, value, RejoinReply::readReleased))
        .orSmaller(
            release(keys, value, used, /* remember= */ true, NOBODY, RejoinReply::readReleased));
  }

  /**
   * Go from holding the lock alone to a share of it, without letting go of it.
   *
   * @param keys the lock's keys
   * @param value its value while it is ours
   * @param used the last fence that was given out
   * @param request who asks for the share
   * @param term for how long
   * @return the call
   */
  public Call<RejoinReply> downgrade(
      LockKeys keys, byte[] value, long used, Request request, Term term) {
    return handingOver(Script.DOWNGRADE, keys, value, used, request, term);
  }

  private ScriptCall<RejoinReply> handingOver(
      Script script, LockKeys keys, byte[] value, long used, Request request, Term term) {
    byte[][] arguments = {
      request.idBytes(),
      request.kind().sign(),
      request.token(),
      Ascii.number(request.span()),
      value,
      Ascii.number(used),
      Ascii.number(term.leaseMillis()),
      Ascii.number(term.retentionMillis(retentionMillis)),
      waiting.with(term.claimMillis(), inboxes.of(keys))
    };
    return new ScriptCall<>(script, keys.toGrant(), arguments, RejoinReply::read);
  }

  /**
   * Undo an acquisition, whatever became of it.
   *
   * @param keys the lock's keys
   * @param request who asked
   * @param term for how long
   * @return the call
   */
  public Call<CancelReply> cancel(LockKeys keys, Request request, Term term) {
    byte[][] arguments = asking(keys, request, term, retention, waiting);
    return new ScriptCall<>(Script.CANCEL, keys.toGrant(), arguments, CancelReply::read);
  }

  /**
   * Give the lock a new lease.
   *
   * @param keys the lock's keys
   * @param value its value while it is ours
   * @param leaseMillis from now on, zero for ever
   * @return the call
   */
  public Call<RenewReply> renew(LockKeys keys, byte[] value, long leaseMillis) {
    byte[] lock = keys.lock();
    byte[] millis = Ascii.number(leaseMillis);
    byte[][] arguments = {value, millis};
    ScriptCall<RenewReply> script =
        new ScriptCall<>(Script.RENEW, new byte[][] {lock}, arguments, RenewReply::read);
    if (leaseMillis > 0) {
      // Sent again, it comes behind a renewal to a longer lease, on which the holder relies.
      script = script.orLater(value, millis, LEAST);
    }
    return nativeCompare && leaseMillis > 0
        ? NativeRenew.of(lock, value, leaseMillis, script)
        : script;
  }

  /**
   * See to it that the lock stays taken for a time, on behalf of its holder; a lease that lasts
   * longer is left as it is.
   *
   * @param keys the lock's keys
   * @param value its value while it is the holder's
   * @param leaseMillis from now on
   * @return the call
   */
  public Call<RenewReply> extend(LockKeys keys, byte[] value, long leaseMillis) {
    byte[][] arguments = {value, Ascii.number(leaseMillis), LEAST};
    return new ScriptCall<>(Script.RENEW, new byte[][] {keys.lock()}, arguments, RenewReply::read);
  }

  /**
   * Remember that a fence was given out that is larger than that of the grant.
   *
   * @param keys the lock's keys
   * @param value its value while it is ours
   * @param given the fence
   * @param term for how long the lock was granted
   * @return the call
   */
  public Call<RaiseReply> raise(LockKeys keys, byte[] value, long given, Term term) {
    byte[][] both = {keys.lock(), keys.fence()};
    byte[][] arguments = {
      value, Ascii.number(given), Ascii.number(term.retentionMillis(retentionMillis))
    };
    return new ScriptCall<>(Script.RAISE, both, arguments, RaiseReply::read);
  }

  /**
   * Look whether the lock is still ours; its lease stays as it is.
   *
   * @param keys the lock's keys
   * @param value its value while it is ours
   * @return the call
   */
  public Call<RenewReply> look(LockKeys keys, byte[] value) {
    return Queries.whetherHeld(keys, value);
  }
}
