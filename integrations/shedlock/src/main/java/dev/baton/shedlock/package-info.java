/**
 * Scheduled jobs of ShedLock on Baton: {@link dev.baton.shedlock.BatonLockProvider} takes the place
 * of ShedLock's own provider for Redis, on the same keys.
 */
@NullMarked
package dev.baton.shedlock;

import org.jspecify.annotations.NullMarked;
