/**
 * A client process: it opens a contestant, does the work it is told, and reports what it measured.
 */
@NullMarked
package dev.baton.benchmarks.client;

import org.jspecify.annotations.NullMarked;
