/** A server in memory, with the threads and connections that a real one and its clients have. */
@NullMarked
package dev.baton.test.internal;

import org.jspecify.annotations.NullMarked;
