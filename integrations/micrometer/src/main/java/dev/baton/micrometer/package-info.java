/**
 * Metrics and traces of locks by Micrometer: {@link dev.baton.micrometer.LockObservations} makes an
 * observation of each acquisition and of each lease, {@link dev.baton.micrometer.LockMeters} counts
 * what is neither.
 */
@NullMarked
package dev.baton.micrometer;

import org.jspecify.annotations.NullMarked;
