/**
 * A client's way to the server and back: scripts are sent, pushes arrive and go to whom they are
 * for, and what an unanswered command may have left is cleared up. Knows requests and values, and
 * nothing of who holds or waits for a lock.
 */
@NullMarked
package dev.baton.internal.link;

import org.jspecify.annotations.NullMarked;
