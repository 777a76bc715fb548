/**
 * The contract that every adapter, server and JDK must pass. A test class is run once for each
 * {@link Adapter}; the build runs all of them on each server.
 */
@org.jspecify.annotations.NullMarked
package dev.baton.testing.conformance;
