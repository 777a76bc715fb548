/**
 * Help outside the command itself, made from picocli's model of all commands: completion for shells
 * and the man page. What a command class says of itself appears here without being named.
 */
@NullMarked
package dev.baton.cli.help;

import org.jspecify.annotations.NullMarked;
