/**
 * A cluster as one backend: {@link dev.baton.cluster.ClusterBackend} is made of a backend to each
 * primary, which an adapter opens. Where a slot is, and what follows when it moves, is decided here
 * once for all adapters.
 */
@NullMarked
package dev.baton.cluster;

import org.jspecify.annotations.NullMarked;
