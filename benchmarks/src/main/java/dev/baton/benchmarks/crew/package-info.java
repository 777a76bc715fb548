/**
 * The client processes, seen from the harness: starts them, gives them orders, checks what they
 * saw.
 */
@NullMarked
package dev.baton.benchmarks.crew;

import org.jspecify.annotations.NullMarked;
