/** Time, chance, machines and the network between them, all on one thread. */
@NullMarked
package dev.baton.testing.simulation.world;

import org.jspecify.annotations.NullMarked;
