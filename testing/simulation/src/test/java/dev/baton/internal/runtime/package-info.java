/** Where a client can be put together in other surroundings than a process. */
@NullMarked
package dev.baton.internal.runtime;

import org.jspecify.annotations.NullMarked;
