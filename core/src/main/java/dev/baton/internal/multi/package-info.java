/**
 * Several locks that are held together: who they may be, how they are got without two waiting for
 * each other, and the lease on all of them. It uses locks as callers do.
 */
@NullMarked
package dev.baton.internal.multi;

import org.jspecify.annotations.NullMarked;
