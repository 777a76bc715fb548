@NullMarked
package dev.baton.cli.server;

import org.jspecify.annotations.NullMarked;
