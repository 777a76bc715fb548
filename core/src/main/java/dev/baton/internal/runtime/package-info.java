/**
 * Does what the protocol decides: sends, waits, wakes, renews. One engine a client; a blocking and
 * an asynchronous driver over the same {@link dev.baton.internal.protocol.Acquisition}; a single
 * thread for everything that is due at a time.
 */
@NullMarked
package dev.baton.internal.runtime;

import org.jspecify.annotations.NullMarked;
