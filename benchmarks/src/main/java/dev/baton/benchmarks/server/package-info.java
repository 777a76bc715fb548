/** What the server says of itself: commands, processor time, connections, lifetimes. */
@NullMarked
package dev.baton.benchmarks.server;

import org.jspecify.annotations.NullMarked;
