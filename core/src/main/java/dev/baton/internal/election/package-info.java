/**
 * Elections of leaders: candidates that hold a lock for a term, and those who look on who leads.
 * What is held is an ordinary lock; what is added is when a term ends, what is told in which order,
 * and where it is written down.
 */
@NullMarked
package dev.baton.internal.election;

import org.jspecify.annotations.NullMarked;
