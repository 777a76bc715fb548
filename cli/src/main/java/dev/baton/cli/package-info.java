/**
 * The {@code baton} command: one class a subcommand, named after it. {@link dev.baton.cli.Main}
 * starts it, {@link dev.baton.cli.Baton} lists what there is, {@link dev.baton.cli.Errors} turns
 * what goes wrong into a plain line and an exit code.
 */
@NullMarked
package dev.baton.cli;

import org.jspecify.annotations.NullMarked;
