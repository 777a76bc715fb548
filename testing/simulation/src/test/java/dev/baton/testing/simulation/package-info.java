/**
 * Whole clients and a server on one simulated clock. Each seed draws a course of events, with users
 * that want locks and faults that strike; the same seed gives the same course again.
 */
@NullMarked
package dev.baton.testing.simulation;

import org.jspecify.annotations.NullMarked;
