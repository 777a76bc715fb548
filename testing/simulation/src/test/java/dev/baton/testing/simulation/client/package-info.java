/** Real clients in simulated processes, and those who use their locks. */
@NullMarked
package dev.baton.testing.simulation.client;

import org.jspecify.annotations.NullMarked;
