package dev.baton.testing.simulation;

import dev.baton.testing.history.Outcome;
import java.util.Map;

/**
 * What came of one course in which all was well.
 *
 * @param faults how many faults happened, by kind
 * @param operations how many attempts to hold a lock there were, by outcome
 * @param events how much happened
 * @param commands how many commands the server carried out
 * @param longestIdle for how long a lock was free at most that somebody waited for, or nobody led,
 *     in nanoseconds
 * @param overlaps how often one was elected before the work of another had ended
 * @param fingerprint what two equal courses have in common
 */
record Result(
    Plan plan,
    Map<Kind, Long> faults,
    Map<Outcome, Long> operations,
    long events,
    long commands,
    long longestIdle,
    long overlaps,
    long fingerprint) {}
