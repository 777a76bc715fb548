/**
 * A Redis in memory for tests of code that takes locks: the real lock client and the real scripts,
 * without a server.
 */
@NullMarked
package dev.baton.test;

import org.jspecify.annotations.NullMarked;
