package dev.baton.internal.protocol;

/**
 * A lock that we hold.
 *
 * @param fences the fencing tokens of those that hold it in this process
 * @param value the lock's value in Redis
 * @param grantedAt when it was granted, at the earliest
 * @param validUntil until when this can be believed
 * @param claimed whether it lasts for the short claim only, and is yet to be renewed
 * @param othersWait whether other processes wait for it
 */
public record Grant(
    Fences fences,
    byte[] value,
    long grantedAt,
    long validUntil,
    boolean claimed,
    boolean othersWait) {}
