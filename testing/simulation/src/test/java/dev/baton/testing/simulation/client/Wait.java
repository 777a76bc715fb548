package dev.baton.testing.simulation.client;

/**
 * One wish for a lock.
 *
 * @param who wants it
 * @param wantedAt when that began
 * @param deadlineAt when it shall be answered at the latest, in true time
 */
public record Wait(String who, long wantedAt, long deadlineAt) {}
