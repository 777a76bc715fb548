package dev.baton.internal.link;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The last requests of this client that are over. If the server says that one of them holds a lock,
 * nobody does. That is remembered and not read off the owner's name: a copy of this process, which
 * was started from the same memory image, has the same name and locks of its own.
 */
public final class PastRequests {
  /** More than a primary answers and forgets when it fails: what its replicas do not have yet. */
  private static final int REMEMBERED = 8_192;

  private static final long FNV_BASIS = 0xCBF2_9CE4_8422_2325L;
  private static final long FNV_PRIME = 0x100_0000_01B3L;

  private final AtomicLongArray last = new AtomicLongArray(REMEMBERED);
  private final AtomicInteger count = new AtomicInteger();

  public void add(String request) {
    last.set(Math.floorMod(count.getAndIncrement(), REMEMBERED), hash(request));
  }

  public boolean has(String request) {
    long wanted = hash(request);
    for (int i = 0; i < REMEMBERED; i++) {
      if (last.get(i) == wanted) {
        return true;
      }
    }
    return false;
  }

  /** FNV-1a: ids differ by much more than two of them need. */
  private static long hash(String request) {
    long hash = FNV_BASIS;
    for (int i = 0; i < request.length(); i++) {
      hash = (hash ^ request.charAt(i)) * FNV_PRIME;
    }
    return hash;
  }
}
