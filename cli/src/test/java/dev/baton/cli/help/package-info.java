/** Help outside the command itself. */
@NullMarked
package dev.baton.cli.help;

import org.jspecify.annotations.NullMarked;
