/**
 * What a client has from its process: time, threads, random numbers, and word of its end or of its
 * restoration from a memory image; and events that happen one at a time.
 */
@NullMarked
package dev.baton.internal.time;

import org.jspecify.annotations.NullMarked;
