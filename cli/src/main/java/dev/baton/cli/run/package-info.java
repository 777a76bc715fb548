/** {@code run}: a command under a lock, which it does not outlive. */
@NullMarked
package dev.baton.cli.run;

import org.jspecify.annotations.NullMarked;
