/**
 * How commands go out and answers and messages come back over connections of Jedis: callers send
 * for each other, one thread reads at a time, and what was lost is opened again. Not for
 * applications.
 */
@NullMarked
package dev.baton.jedis.internal;

import org.jspecify.annotations.NullMarked;
