package dev.baton.internal.protocol;

/**
 * A lock that we hold.
 *
 * @param fence the fencing token of the first that holds it in this process
 * @param lastFence the last one of those that may hold it after that
 * @param value the lock's value in Redis
 * @param grantedAt when it was granted, at the earliest
 * @param validUntil until when this can be believed
 * @param claimed whether it lasts for the short claim only, and is yet to be renewed
 * @param othersWait whether other processes wait for it
 */
public record Grant(
    long fence,
    long lastFence,
    byte[] value,
    long grantedAt,
    long validUntil,
    boolean claimed,
    boolean othersWait) {}
