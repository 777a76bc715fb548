package dev.baton;

import java.util.concurrent.locks.ReadWriteLock;

/**
 * A lock that many hold for reading at the same time, or one for writing.
 *
 * <p>The write lock is the plain lock of this name: it excludes, and is excluded by, {@link
 * LockClient#lock(String)} and the locks of other libraries that set the key, and so does the read
 * lock. All wait in one queue, and get their turns in its order: a writer is not passed by readers
 * that came later. When the turn of a reader has come, those who wait to read come along, the first
 * hundred or so in the queue, unless they are {@linkplain LockOptions#strictFifo() strict}.
 *
 * <p>A lease for reading is like any other: it is renewed, its loss is told, and it ends by itself
 * if its process dies. Its {@linkplain Lease#fencingToken() fencing token} is the same for all who
 * read at the same time, larger than those of all writers before, and smaller than those of all
 * writers after: who guards something by refusing smaller tokens lets all of these readers in, and
 * refuses one that has lost its lease to a writer.
 *
 * <p>Threads of one client that read at the same time have one grant together: only the first asks
 * the server, and only the last gives it back. A grant that began before the client could hear of
 * others, which is the first of all, and where subscriptions are forbidden each, is for one. From
 * the moment at which the client hears that somebody wants to write, whoever comes to read waits
 * behind that, but for a thread that reads already. So they do unless a lease ends alone, by {@link
 * LockOptions#maxHold} or without {@linkplain LockOptions#autoRenew() renewal}, or has a
 * {@linkplain LockOptions#strictFifo() place} of its own. With {@link LockOptions#stickyFor} the
 * client keeps its grant for a time after the last has stopped reading, while nobody wants to
 * write.
 *
 * <p>There is no way from reading to writing: two who tried would wait for each other. Whoever
 * reads and acquires the write lock waits for itself, until its lease is lost or the time to wait
 * is over. The other way is {@link #downgrade}.
 */
public interface DistributedReadWriteLock {

  /**
   * The lock's name, which is also its key in Redis.
   *
   * @return the name
   */
  String name();

  /**
   * How it is held, for reading or for writing.
   *
   * @return the options
   */
  LockOptions options();

  /**
   * The lock for reading, which others can hold at the same time. To acquire and to release it cost
   * one round trip each, as those of a plain lock do, however many read, and nothing while others
   * of this client do.
   *
   * <p>Its {@link DistributedLock#inspect() inspect} tells of all who read, or of the one who
   * writes, and {@link DistributedLock#isLocked() isLocked} whether there is any. {@link
   * DistributedLock#release(String)} and {@link DistributedLock#renew(String, java.time.Duration)}
   * take the token of any lease, for reading or writing. So do those of the lock for writing.
   *
   * @return the read lock
   */
  DistributedLock readLock();

  /**
   * The lock for writing: the plain lock of this name.
   *
   * @return the write lock
   */
  DistributedLock writeLock();

  /**
   * Goes from writing to reading, without letting go of the lock: nobody writes in between, and who
   * waits to read comes along if no writer waits before. Blocking, one round trip.
   *
   * @param writing a lease of the {@linkplain #writeLock() write lock}, acquired by this client; it
   *     is over afterwards, as if it was released
   * @return the lease for reading
   * @throws IllegalArgumentException if it is another kind of lease
   * @throws IllegalStateException if it was released
   * @throws LeaseLostException if it was lost: nothing is held
   * @throws BackendException if Redis refused or did not answer: neither is held, and what may be
   *     left in the server is given back in the background
   */
  Lease downgrade(Lease writing);

  /**
   * A view for code that expects the JDK's interface: both locks owned by threads, reentrant at no
   * cost, and without conditions. A thread that writes can take the read lock, at no cost, and goes
   * on reading when it unlocks the write lock. One that reads and wants to write is refused at
   * once: {@code lock} throws {@link IllegalStateException}, {@code tryLock} returns false.
   *
   * @return the view
   */
  ReadWriteLock asJavaLock();
}
