/**
 * What all commands share: the options that go with each ({@link dev.baton.cli.base.Baton}), the
 * server that is meant, words for people and JSON for programs, signals, and how what goes wrong
 * becomes a plain line and an exit code ({@link dev.baton.cli.base.Errors}).
 */
@NullMarked
package dev.baton.cli.base;

import org.jspecify.annotations.NullMarked;
