/**
 * Locks over several independent primaries: held by whoever holds a majority of them. Each member
 * has an {@link dev.baton.internal.runtime.Engine} of its own; here votes are asked for, counted
 * and given back.
 */
@NullMarked
package dev.baton.internal.quorum;

import org.jspecify.annotations.NullMarked;
