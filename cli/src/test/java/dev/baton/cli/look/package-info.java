@NullMarked
package dev.baton.cli.look;

import org.jspecify.annotations.NullMarked;
