/** Drives the real commands, in this JVM or as processes, against a real server. */
@NullMarked
package dev.baton.cli;

import org.jspecify.annotations.NullMarked;
