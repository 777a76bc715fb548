/**
 * Does what the protocol decides: sends, waits, wakes, renews. One engine a client, and in it one
 * cohort for each lock that is held or waited for here: waiters, blocking or not, in one line, and
 * an attempt that drives an {@link dev.baton.internal.protocol.Acquisition} for all of them. A
 * single thread does what is due at a time.
 */
@NullMarked
package dev.baton.internal.runtime;

import org.jspecify.annotations.NullMarked;
