/** What every adapter must do, as tests that it inherits. */
@NullMarked
package dev.baton.testing.backend;

import org.jspecify.annotations.NullMarked;
