package dev.baton.internal.script;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/** The calls for a lock that many hold at the same time, each a share of it. */
final class SharingCalls extends Calls {
  private static final byte[] LEAST = "LEAST".getBytes(ISO_8859_1);
  private static final byte[] NOBODY = {};

  private final Calls exclusive;

  SharingCalls(Calls exclusive) {
    super(exclusive);
    this.exclusive = exclusive;
  }

  @Override
  public Calls holding(String value) {
    return OwnedValue.isShare(value) ? this : exclusive;
  }

  @Override
  public Calls sharing() {
    return this;
  }

  @Override
  public Call<AcquireReply> acquire(LockKeys keys, Request request, Term term, boolean wait) {
    return acquire(Script.SHARE, keys, request, term, wait);
  }

  @Override
  public Call<ReleaseReply> release(LockKeys keys, byte[] value, long used, boolean remember) {
    return unshare(keys, value, NOBODY);
  }

  @Override
  public Call<ReleaseReply> revoke(LockKeys keys, byte[] value) {
    return unshare(keys, value, inboxes.beginningOf(keys));
  }

  private Call<ReleaseReply> unshare(LockKeys keys, byte[] value, byte[] told) {
    byte[][] arguments = {value, retention, publish, told};
    return new ScriptCall<>(
            Script.UNSHARE, keys.toGrant(), keys.toGrant(arguments), ReleaseReply::read)
        .orSimpler(
            new ScriptCall<>(
                Script.UNSHARE, new byte[][] {keys.lock()}, arguments, ReleaseReply::read));
  }

  @Override
  public Call<RenewReply> renew(LockKeys keys, byte[] value, long leaseMillis) {
    byte[] millis = Ascii.number(leaseMillis);
    return prolong(keys, value, millis)
        .orLater(value, millis, LEAST); // as for one that is not shared
  }

  @Override
  public Call<RenewReply> extend(LockKeys keys, byte[] value, long leaseMillis) {
    return prolong(keys, value, Ascii.number(leaseMillis), LEAST);
  }

  @Override
  public Call<RenewReply> look(LockKeys keys, byte[] value) {
    return extend(keys, value, /* leaseMillis= */ 1);
  }

  private static ScriptCall<RenewReply> prolong(LockKeys keys, byte[]... arguments) {
    return new ScriptCall<>(
        Script.PROLONG, new byte[][] {keys.lock()}, arguments, RenewReply::read);
  }
}
