/** Starts a real redis-server for tests and the demo, and never leaves one behind. */
@NullMarked
package dev.baton.testing.server;

import org.jspecify.annotations.NullMarked;
