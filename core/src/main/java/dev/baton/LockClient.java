package dev.baton;

import dev.baton.spi.Connector;
import dev.baton.spi.ServerAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Connections to one Redis or Valkey, and the locks on it. One client serves a whole application;
 * it is to be closed at its end.
 *
 * <pre>{@code
 * try (LockClient locks = LockClient.connect("redis://localhost:6379")) {
 *   try (Lease lease = locks.lock("order:42").acquire()) {
 *     ledger.write(entry, lease.fencingToken());
 *   }
 * }
 * }</pre>
 */
public interface LockClient extends AutoCloseable {

  /**
   * Connects to a server, with the adapter that is on the class path. Blocking.
   *
   * @param uri for instance {@code redis://user:password@localhost:6379/0}
   * @return the open client
   * @throws IllegalArgumentException if the URI is malformed or no adapter takes its scheme
   * @throws IllegalStateException if the class path has no adapter, or too old a client library
   * @throws BackendException if the server cannot be reached or refuses
   */
  static LockClient connect(String uri) {
    return builder(uri).build();
  }

  /**
   * Prepares a client with settings of its own.
   *
   * @param uri for instance {@code redis://user:password@localhost:6379/0}
   * @return a builder
   * @throws IllegalArgumentException if the URI is malformed or no adapter takes its scheme
   * @throws IllegalStateException if the class path has no adapter, or too old a client library
   */
  static LockClientBuilder builder(String uri) {
    return new LockClientBuilder(Adapters.connector(uri));
  }

  /**
   * Prepares a client with settings of its own, with the adapter that is on the class path; for
   * those who have host, user and password apart, and need not print them into a URI.
   *
   * @param address where the server is and how to connect to it
   * @return a builder
   * @throws IllegalArgumentException if the adapter cannot do what the address wants
   * @throws IllegalStateException if the class path has no adapter, or too old a client library
   */
  static LockClientBuilder builder(ServerAddress address) {
    return new LockClientBuilder(Adapters.connector(address));
  }

  /**
   * Prepares a client on connections of the caller's choice, for instance of a Redis client that
   * the application already has; that one is not closed with the lock client.
   *
   * @param connector an adapter's connector
   * @return a builder
   */
  static LockClientBuilder builder(Connector connector) {
    return new LockClientBuilder(connector);
  }

  /**
   * Connects to several independent primaries, whose majority then decides who holds a lock: it
   * survives the loss of the others without replication. Blocking, until a majority is connected;
   * the others are connected in the background. See {@link #quorumBuilder(List)}.
   *
   * @param connectors one for each primary, 2 to 7 of them; an odd number is better, since one more
   *     makes an even number survive no more losses
   * @return the open client
   * @throws IllegalArgumentException if there are fewer than 2 or more than 7
   * @throws BackendException if no majority can be reached
   */
  static LockClient quorum(Connector... connectors) {
    return quorumBuilder(List.of(connectors)).build();
  }

  /**
   * Prepares a client over several independent primaries, with settings of its own.
   *
   * <p>Its locks differ from those on one server: they have no queue, so that who waits tries again
   * at random intervals, and only within this client in the order of coming; options with an owner
   * token, strict FIFO, stickiness or a least time to hold are refused. {@link LockClient#find} and
   * the methods that look at a lock ask all primaries, and tell what a majority says.
   *
   * @param connectors one for each primary, 2 to 7 of them
   * @return a builder
   * @throws IllegalArgumentException if there are fewer than 2 or more than 7
   */
  static LockClientBuilder quorumBuilder(List<Connector> connectors) {
    return LockClientBuilder.ofQuorum(connectors);
  }

  /**
   * A lock by its name, with this client's default options. Asks nobody.
   *
   * @param name 1 to 1,024 bytes in UTF-8, any characters; it is the lock's key in Redis
   * @return the lock
   * @throws IllegalArgumentException if the name is empty, too long or has half a surrogate pair
   */
  DistributedLock lock(String name);

  /**
   * A lock by its name. Asks nobody.
   *
   * @param name 1 to 1,024 bytes in UTF-8, any characters; it is the lock's key in Redis
   * @param options how it is held
   * @return the lock
   * @throws IllegalArgumentException if the name is empty, too long or has half a surrogate pair
   */
  DistributedLock lock(String name, LockOptions options);

  /**
   * A read/write lock by its name, with this client's default options. Asks nobody.
   *
   * @param name 1 to 1,024 bytes in UTF-8, any characters; it is the lock's key in Redis
   * @return the lock
   * @throws IllegalArgumentException if the name is empty, too long or has half a surrogate pair,
   *     or the default options are not for read/write locks
   * @throws UnsupportedOperationException on a {@linkplain #quorum(Connector...) quorum}
   */
  DistributedReadWriteLock readWriteLock(String name);

  /**
   * A read/write lock by its name. Asks nobody.
   *
   * @param name 1 to 1,024 bytes in UTF-8, any characters; it is the lock's key in Redis
   * @param options how it is held; without an owner token, with a lease that ends, not to be held
   *     for a time at least, and not both sticky and held for a time at most
   * @return the lock
   * @throws IllegalArgumentException if the name is empty, too long or has half a surrogate pair,
   *     or the options are not for read/write locks
   * @throws UnsupportedOperationException on a {@linkplain #quorum(Connector...) quorum}
   */
  DistributedReadWriteLock readWriteLock(String name, LockOptions options);

  /**
   * A semaphore by its name, with this client's default options. Asks nobody.
   *
   * @param name 1 to 1,024 bytes in UTF-8, any characters; it is the semaphore's key in Redis
   * @param permits how many permits there are, 1 or more
   * @return the semaphore
   * @throws IllegalArgumentException if the name is empty, too long or has half a surrogate pair,
   *     there are no permits, or the default options are not for semaphores
   * @throws UnsupportedOperationException on a {@linkplain #quorum(Connector...) quorum}
   */
  DistributedSemaphore semaphore(String name, int permits);

  /**
   * A semaphore by its name. Asks nobody.
   *
   * @param name 1 to 1,024 bytes in UTF-8, any characters; it is the semaphore's key in Redis
   * @param permits how many permits there are, 1 or more
   * @param options how a permit is held; without an owner token, with a lease that ends, and
   *     neither sticky nor to be held for a time at least
   * @return the semaphore
   * @throws IllegalArgumentException if the name is empty, too long or has half a surrogate pair,
   *     there are no permits, or the options are not for semaphores
   * @throws UnsupportedOperationException on a {@linkplain #quorum(Connector...) quorum}
   */
  DistributedSemaphore semaphore(String name, int permits, LockOptions options);

  /**
   * Several locks, read sides or permits as one: held together or not at all. Asks nobody. See
   * {@link #allOf(List)}.
   *
   * @param locks 1 to 64, each of another name, in any order and mixture
   * @return all of them
   * @throws IllegalArgumentException as {@link #allOf(List)}
   */
  default MultiLock allOf(Acquirable... locks) {
    return allOf(List.of(locks));
  }

  /**
   * Several locks, read sides or permits as one: held together or not at all, by callers that never
   * wait for each other in a circle. Asks nobody.
   *
   * <p>Each is held as its own options say. One without {@linkplain LockOptions#autoRenew()
   * renewal}, or with a {@linkplain LockOptions#maxHold longest time}, spends it while others are
   * waited for, and is asked for again when it is over.
   *
   * @param locks 1 to 64 of this client's, each of another name, in any order and mixture
   * @return all of them
   * @throws IllegalArgumentException if there are none or too many, two have one name, one is not
   *     of this client, or has an {@linkplain LockOptions#ownerToken owner token} or a {@linkplain
   *     LockOptions#holdAtLeast least time} to be held, with which it cannot be given back and
   *     acquired again while others are waited for
   */
  MultiLock allOf(List<? extends Acquirable> locks);

  /**
   * Becomes a candidate for leading. Returns at once; the candidate asks in the background, also
   * while Redis cannot be reached, for as long as it takes. A lock of the same name is held by
   * whoever leads.
   *
   * @param name 1 to 1,024 bytes in UTF-8, any characters
   * @param options what it says of itself, and how it leads
   * @param listener hears of its terms
   * @return the election, to be closed; the client keeps it until then
   * @throws IllegalArgumentException if the name is empty, too long or has half a surrogate pair
   * @throws IllegalStateException if the client is closed
   * @throws UnsupportedOperationException on a {@linkplain #quorum(Connector...) quorum}
   */
  LeaderElection elect(String name, ElectionOptions options, LeaderElection.Listener listener);

  /**
   * Becomes a candidate for leading, with work to do while it leads: as {@link #elect(String,
   * ElectionOptions, LeaderElection.Listener)} does.
   *
   * @param name 1 to 1,024 bytes in UTF-8, any characters
   * @param options what it says of itself, and how it leads
   * @param work what to do in each term; interrupted at its end
   * @return the election, to be closed; the client keeps it until then
   * @throws IllegalArgumentException if the name is empty, too long or has half a surrogate pair
   * @throws IllegalStateException if the client is closed
   * @throws UnsupportedOperationException on a {@linkplain #quorum(Connector...) quorum}
   */
  default LeaderElection elect(String name, ElectionOptions options, LeaderElection.Work work) {
    Objects.requireNonNull(work, "work");
    return elect(
        name,
        options,
        new LeaderElection.Listener() {
          @Override
          public void elected(Leadership leadership) throws Exception {
            work.lead(leadership);
            leadership.resign();
          }

          @Override
          public void deposed(Leadership leadership, LeaderElection.Reason why) {}
        });
  }

  /**
   * Looks on who leads, without being a candidate. Asks nobody yet.
   *
   * @param name 1 to 1,024 bytes in UTF-8, any characters
   * @return what looks on, to be closed
   * @throws IllegalArgumentException if the name is empty, too long or has half a surrogate pair
   * @throws UnsupportedOperationException on a {@linkplain #quorum(Connector...) quorum}
   */
  LeaderObserver observe(String name);

  /**
   * Goes through the locks that are held, as the stream is read: a page of about a thousand keys at
   * a time, three round trips each, so that very many take little memory. Blocking while it is
   * read. A lock is found if Baton made its value, or remembers a grant of it, or has waiters for
   * it, or shares it. One that is held all the while, by one alone or by those who share it, is
   * found at least once, perhaps twice; others may be. For operators: it goes through all keys of
   * the database, twice: for locks that one holds, and for those that are shared.
   *
   * @param pattern names to find, as in {@code SCAN}: {@code *} any text, {@code ?} one byte,
   *     {@code [a-c]} one of them, {@code \\} before a character that is meant as it is
   * @return what Redis knew of each, without its waiters, and of those who share it how many they
   *     are; in no order. The stream throws {@link BackendException} if Redis does not answer, and
   *     {@link IllegalStateException} if the client is closed
   */
  Stream<LockState> find(String pattern);

  /**
   * Goes through all other strings as {@link #find} does through locks: they may be locks of
   * another library's, if their names say so.
   *
   * @param pattern names to find, as in {@link #find}
   * @return what Redis knew of each; the holder is the string, up to 4,200 bytes of it
   */
  Stream<LockState> findForeign(String pattern);

  /**
   * Looks for clients that wait for each other in a circle, each for a lock of which the next one
   * has what it lacks, and goes on waiting for another itself. For operators: it goes through all
   * keys of the database as {@link #find} does, and asks once for each lock that somebody waits
   * for. If there is a circle it waits for a second, looks at its locks again, and tells of what
   * was there both times: the same leases, and the same places in the queues, so that all of it was
   * true at one time. Blocking.
   *
   * <p>What it finds is a <em>possible</em> deadlock, see {@link Deadlock}. What it does not find:
   * threads of one client that wait for each other, since Redis does not know of threads; those who
   * all have a part of one lock and wait for more of it; what goes through several clients of one
   * process, or through locks that are not Baton's; more than the first 1,000 who hold or wait for
   * a lock.
   *
   * @return the circles, until each client of one is in one at least, up to 100; empty if there is
   *     none
   * @throws InterruptedException if the thread is interrupted between the two looks
   * @throws UnsupportedOperationException if this client is one of a {@linkplain
   *     #quorum(Connector...) quorum}, which has no queues
   * @throws BackendException if Redis does not answer
   * @throws IllegalStateException if the client is closed
   */
  List<Deadlock> deadlocks() throws InterruptedException;

  /**
   * Looks for clients that wait for each other in a circle, as {@link #deadlocks()} does, in some
   * locks only. Blocking, for one round trip for each lock, and if there is a circle for the pause,
   * and one more round trip for each lock in which somebody is blocked.
   *
   * @param names of the locks; a circle is found if all of its locks are among them
   * @param pause between the two looks, zero or more. The longer, the fewer are told that resolve
   *     themselves: choose more than the time for which locks are usually held
   * @return the circles, as {@link #deadlocks()} tells them
   * @throws InterruptedException if the thread is interrupted between the two looks
   * @throws IllegalArgumentException if the pause is negative, or a name is none of a lock
   * @throws UnsupportedOperationException if this client is one of a {@linkplain
   *     #quorum(Connector...) quorum}, which has no queues
   * @throws BackendException if Redis does not answer
   * @throws IllegalStateException if the client is closed
   */
  List<Deadlock> deadlocks(Collection<String> names, Duration pause) throws InterruptedException;

  /**
   * What this client holds and waits for, and has kept. Asks nobody; costs a look at each of its
   * locks.
   *
   * @return each lock that it has or wants now, in no order; for one that is wanted with several
   *     options, or in several ways, one for each
   */
  List<LocalLock> local();

  /**
   * Closes its {@linkplain LeaderElection#close() elections}, gives back the leases that it renews,
   * which are lost with {@link LossReason#CLIENT_CLOSED}, ends what waits, and closes the
   * connections. A lease that is not renewed, or carries the caller's own {@linkplain
   * LockOptions#ownerToken() token}, stays held until somebody releases it or it expires. Blocking,
   * for about one round trip; never throws.
   *
   * <p>In a callback that runs on a thread of the client's or the adapter's it returns at once, and
   * the rest is done in the background.
   */
  @Override
  void close();
}
