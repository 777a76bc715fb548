/**
 * The {@code baton} command. {@link dev.baton.cli.Main} starts it and {@link
 * dev.baton.cli.Commands} lists what there is: one class a subcommand, in a package with the others
 * of its kind. {@link dev.baton.cli.base} is what all of them share.
 */
@NullMarked
package dev.baton.cli;

import org.jspecify.annotations.NullMarked;
