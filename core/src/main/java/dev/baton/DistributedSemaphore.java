package dev.baton;

/**
 * So many permits under one name, shared by all processes that use the same Redis and the same
 * name. Each acquisition takes one of them, or {@linkplain #withWeight as many as it says}, as a
 * {@link Lease}: it is renewed, its loss is told, it is given back once however often it is
 * released, and by itself if its process dies.
 *
 * <p>Requests get their turns in the order in which they came: one for many permits is not passed
 * by later ones for few. While it waits, permits that are free stay free.
 *
 * <p>Nothing is to be set up, and nothing stays in Redis. The number of permits goes along with
 * each request, and counts for that: it is granted if with it no more than so many are taken. So a
 * new number needs no more than new clients, and while some have the old one, each keeps to its
 * own.
 *
 * <p>{@linkplain Lease#fencingToken() Fencing tokens} rise from grant to grant while anybody has a
 * permit. They tell leases apart, and do not guard anything: of several who hold permits at the
 * same time the one with the smaller token may be the later to write.
 *
 * <p>A plain lock of the same name is granted when no permit is taken, and no permit is given while
 * it is held. So it is for the write lock of a {@link DistributedReadWriteLock}; its readers count
 * as one permit each.
 */
public interface DistributedSemaphore extends Acquirable {

  /**
   * How many permits there are.
   *
   * @return the number, positive
   */
  int permits();

  /**
   * How many permits an acquisition takes.
   *
   * @return the number, positive
   */
  int weight();

  /**
   * This semaphore, with acquisitions that take so many permits each: all of them at once, in their
   * turn, as one lease. Asks nobody.
   *
   * @param weight from 1 to {@link #permits()}
   * @return the semaphore
   * @throws IllegalArgumentException if the weight is out of bounds
   */
  DistributedSemaphore withWeight(int weight);
}
