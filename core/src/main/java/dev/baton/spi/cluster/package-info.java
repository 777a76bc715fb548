/** One backend made of a backend for each primary of a cluster. */
@NullMarked
package dev.baton.spi.cluster;

import org.jspecify.annotations.NullMarked;
