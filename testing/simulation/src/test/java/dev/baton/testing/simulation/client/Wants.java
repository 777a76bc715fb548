package dev.baton.testing.simulation.client;

import dev.baton.testing.history.Mode;
import java.util.List;

/**
 * What the users of a course want.
 *
 * @param locks which locks
 * @param modes how they want them, each as likely
 * @param endless whether locks may be held for ever
 * @param changesLeases whether to ask for other leases than the lock began with
 * @param tryTakes how long a try may take at most, in nanoseconds
 */
public record Wants(
    List<String> locks, List<Mode> modes, boolean endless, boolean changesLeases, long tryTakes) {}
