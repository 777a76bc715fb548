/**
 * What a Redis client library must offer to carry Baton: send a command, receive pushed messages,
 * say truthfully what became of a command that failed. An adapter decides nothing else; {@link
 * dev.baton.spi.Backend} is the whole of its work.
 */
@NullMarked
package dev.baton.spi;

import org.jspecify.annotations.NullMarked;
