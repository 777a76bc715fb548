package dev.baton.internal.protocol;

/**
 * A lock that we hold.
 *
 * @param fence the fencing token
 * @param value the lock's value in Redis
 * @param grantedAt when it was granted, at the earliest
 * @param validUntil until when this can be believed
 * @param claimed whether it lasts for the short claim only, and is yet to be renewed
 */
public record Grant(long fence, byte[] value, long grantedAt, long validUntil, boolean claimed) {}
