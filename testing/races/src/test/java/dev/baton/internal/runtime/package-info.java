/**
 * Threads against each other inside one process: Lincheck takes them through every order of their
 * steps, jcstress lets them run into each other for real.
 */
@NullMarked
package dev.baton.internal.runtime;

import org.jspecify.annotations.NullMarked;
