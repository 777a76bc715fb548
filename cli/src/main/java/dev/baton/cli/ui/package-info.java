/**
 * {@code baton ui}: the locks of a server as a page in the browser. {@link dev.baton.cli.ui.Site}
 * serves it, and {@link dev.baton.cli.ui.Gate} says to whom; {@link dev.baton.cli.ui.Survey} goes
 * through all locks for every open page, {@link dev.baton.cli.ui.Lookout} looks closely at the few
 * that are open in one.
 */
@NullMarked
package dev.baton.cli.ui;

import org.jspecify.annotations.NullMarked;
