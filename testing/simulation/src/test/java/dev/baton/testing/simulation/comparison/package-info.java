/** The server in memory beside a real one. */
@NullMarked
package dev.baton.testing.simulation.comparison;

import org.jspecify.annotations.NullMarked;
