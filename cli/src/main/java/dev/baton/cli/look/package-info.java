/**
 * {@code ls}, {@code show}, {@code watch}, {@code deadlocks} and {@code force-release}: who holds
 * what, who waits.
 */
@NullMarked
package dev.baton.cli.look;

import org.jspecify.annotations.NullMarked;
