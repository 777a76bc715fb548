/** The page of {@code baton ui}: over HTTP, and in a real browser. */
@NullMarked
package dev.baton.cli.ui;

import org.jspecify.annotations.NullMarked;
