/** Has TLC check the model of the protocol, and the model checked against the sources. */
@NullMarked
package dev.baton.spec;

import org.jspecify.annotations.NullMarked;
