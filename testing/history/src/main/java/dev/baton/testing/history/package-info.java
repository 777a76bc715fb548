/**
 * What happened to locks, as their users saw it, and whether that may be. {@link History} collects
 * it, {@link Checker} judges it.
 */
@NullMarked
package dev.baton.testing.history;

import org.jspecify.annotations.NullMarked;
