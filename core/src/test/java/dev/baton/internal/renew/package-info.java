/** Tests of what renews leases. */
@NullMarked
package dev.baton.internal.renew;

import org.jspecify.annotations.NullMarked;
