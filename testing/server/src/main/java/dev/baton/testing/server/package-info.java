/**
 * Starts a real redis-server for tests and the demo, and never leaves one behind; and what else
 * tests of several modules share.
 */
@NullMarked
package dev.baton.testing.server;

import org.jspecify.annotations.NullMarked;
