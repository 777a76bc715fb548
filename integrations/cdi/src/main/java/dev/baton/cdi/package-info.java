/**
 * Locks for methods of CDI's beans: {@link dev.baton.cdi.Locked @Locked} says which, and {@link
 * dev.baton.cdi.CurrentLease} is the lease that such a method has.
 */
@NullMarked
package dev.baton.cdi;

import org.jspecify.annotations.NullMarked;
