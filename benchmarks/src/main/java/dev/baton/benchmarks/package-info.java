/** Baton beside its rivals and beside the floor, in one run. */
@NullMarked
package dev.baton.benchmarks;

import org.jspecify.annotations.NullMarked;
