package dev.baton;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A lock as one client sees it without asking the server: who of the client's threads has it, and
 * how many wait. See {@link LockClient#local()}.
 *
 * @param lockName the lock
 * @param mode how it is had or wanted
 * @param holders how many have it; more than one of what is shared only
 * @param waiters how many wait for it here, however many do elsewhere
 * @param kept whether the client has it without anybody using it
 * @param fencingToken the last that was given out; empty if the client does not have the lock
 * @param heldFor for how long the client has had it, by whomever of its threads; empty if it does
 *     not have the lock
 */
public record LocalLock(
    String lockName,
    LockListener.Mode mode,
    int holders,
    int waiters,
    boolean kept,
    OptionalLong fencingToken,
    Optional<Duration> heldFor) {}
