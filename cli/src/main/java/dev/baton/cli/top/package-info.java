/** {@code top}: all locks at a glance on a terminal, and one of them in full. */
@NullMarked
package dev.baton.cli.top;

import org.jspecify.annotations.NullMarked;
