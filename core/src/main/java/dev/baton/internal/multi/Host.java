package dev.baton.internal.multi;

import dev.baton.internal.time.MonotonicClock;
import dev.baton.internal.time.Timer;
import java.util.function.BooleanSupplier;

/**
 * What several locks need of their client.
 *
 * @param mayWait whether the calling thread may wait for answers
 */
public record Host(MonotonicClock clock, Timer timer, BooleanSupplier mayWait) {}
