/**
 * Does what the protocol decides: one engine a client, and in it one cohort for each lock that is
 * held or waited for here: waiters, blocking or not, in one line, an attempt that drives an {@link
 * dev.baton.internal.protocol.Acquisition} for all of them, and the hold that they pass on.
 */
@NullMarked
package dev.baton.internal.runtime;

import org.jspecify.annotations.NullMarked;
