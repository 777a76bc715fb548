/** What Baton costs in process, where nothing is asked of the server. */
@NullMarked
package dev.baton.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
