package dev.baton.internal.election;

import dev.baton.DistributedLock;
import dev.baton.LockOptions;
import dev.baton.internal.link.Inbox;
import dev.baton.internal.link.LockServers;
import dev.baton.internal.link.ScriptRunner;
import dev.baton.internal.script.ElectionCalls;
import dev.baton.internal.time.MonotonicClock;
import dev.baton.internal.time.Timer;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;

/**
 * What elections have from their client.
 *
 * @param prefix what all its keys begin with
 * @param threads where work and callbacks run that have no executor of their own
 * @param mayWait whether the calling thread may wait for an answer
 * @param lock finds a lock
 */
public record Surroundings(
    String prefix,
    ElectionCalls calls,
    ScriptRunner runner,
    LockServers servers,
    Inbox inbox,
    MonotonicClock clock,
    Timer timer,
    Executor threads,
    BooleanSupplier mayWait,
    BiFunction<String, LockOptions, DistributedLock> lock) {}
