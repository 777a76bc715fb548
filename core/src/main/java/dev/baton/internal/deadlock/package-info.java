/** Who waits for whom, by what Redis knows of locks, and which of them wait in a circle. */
@NullMarked
package dev.baton.internal.deadlock;

import org.jspecify.annotations.NullMarked;
