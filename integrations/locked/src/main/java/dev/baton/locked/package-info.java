/**
 * What {@code @Locked} methods are in every framework: a lease that a chain of calls shares, and
 * what is refused of a method. For those who bring such an annotation to one more framework; users
 * of {@code baton-spring} and {@code baton-cdi} get it along, and need nothing of it.
 */
@NullMarked
package dev.baton.locked;

import org.jspecify.annotations.NullMarked;
