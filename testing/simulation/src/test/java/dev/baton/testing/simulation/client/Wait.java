package dev.baton.testing.simulation.client;

import dev.baton.testing.history.Mode;

/**
 * One wish for a lock.
 *
 * @param who wants it
 * @param wantedAt when that began
 * @param deadlineAt when it shall be answered at the latest, in true time
 * @param mode how the lock is wanted
 */
public record Wait(String who, long wantedAt, long deadlineAt, Mode mode) {}
