/**
 * Leases are renewed, and replicas asked whether they have a grant: for all leases of a client
 * together, whoever has them.
 */
@NullMarked
package dev.baton.internal.renew;

import org.jspecify.annotations.NullMarked;
