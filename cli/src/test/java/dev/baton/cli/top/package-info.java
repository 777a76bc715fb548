@NullMarked
package dev.baton.cli.top;

import org.jspecify.annotations.NullMarked;
