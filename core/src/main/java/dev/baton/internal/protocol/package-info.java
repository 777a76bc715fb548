/**
 * What to do next: decisions about acquisitions and leases, as values and steps. Pure: no clock, no
 * thread, no connection. Times are nanoseconds on a clock that starts at zero, so that they compare
 * as plain numbers, and {@link Long#MAX_VALUE} is never.
 */
@NullMarked
package dev.baton.internal.protocol;

import org.jspecify.annotations.NullMarked;
