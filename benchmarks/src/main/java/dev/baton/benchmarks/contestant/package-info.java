/** Who takes part: one class for each lock library, and for each floor. */
@NullMarked
package dev.baton.benchmarks.contestant;

import org.jspecify.annotations.NullMarked;
