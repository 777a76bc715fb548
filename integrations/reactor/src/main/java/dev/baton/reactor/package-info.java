/**
 * Locks for Project Reactor: {@link dev.baton.reactor.ReactiveLock} holds one while a {@code Mono}
 * or a {@code Flux} goes on.
 */
@NullMarked
package dev.baton.reactor;

import org.jspecify.annotations.NullMarked;
