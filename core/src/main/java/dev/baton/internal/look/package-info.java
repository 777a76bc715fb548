/** What the servers know of locks, one or all of them, as callers see it. */
@NullMarked
package dev.baton.internal.look;

import org.jspecify.annotations.NullMarked;
