/**
 * Locks for methods of Spring's beans: {@link dev.baton.spring.Locked @Locked} says which, {@link
 * dev.baton.spring.EnableLocked @EnableLocked} turns it on, and {@link
 * dev.baton.spring.CurrentLease} is the lease that such a method has.
 */
@NullMarked
package dev.baton.spring;

import org.jspecify.annotations.NullMarked;
