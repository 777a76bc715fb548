/**
 * What locks and leases of every kind have in common: how a lease ends and tells of it, whose it
 * is, and the ways in which a lock is taken, of which each kind has to provide one.
 */
@NullMarked
package dev.baton.internal.lease;

import org.jspecify.annotations.NullMarked;
