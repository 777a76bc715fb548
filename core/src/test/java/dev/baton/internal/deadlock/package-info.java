/** Tests of who waits for whom. */
@NullMarked
package dev.baton.internal.deadlock;

import org.jspecify.annotations.NullMarked;
