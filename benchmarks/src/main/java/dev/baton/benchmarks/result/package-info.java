/** What was measured, and what it says: figures of each round, their spread, targets. */
@NullMarked
package dev.baton.benchmarks.result;

import org.jspecify.annotations.NullMarked;
