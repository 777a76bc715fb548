/** Shops on several hosts that sell the seats of one theatre. */
@NullMarked
package dev.baton.samples.theatre;

import org.jspecify.annotations.NullMarked;
