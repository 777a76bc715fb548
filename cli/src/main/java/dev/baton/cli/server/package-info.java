/** A server asked for what lock clients do not ask. */
@NullMarked
package dev.baton.cli.server;

import org.jspecify.annotations.NullMarked;
