/** {@code demo} and {@code server}: see it work, without a server of one's own. */
@NullMarked
package dev.baton.cli.play;

import org.jspecify.annotations.NullMarked;
