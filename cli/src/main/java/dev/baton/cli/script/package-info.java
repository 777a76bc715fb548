/**
 * {@code acquire}, {@code renew}, {@code release} and {@code locked}: the lock functions for shell
 * scripts.
 */
@NullMarked
package dev.baton.cli.script;

import org.jspecify.annotations.NullMarked;
