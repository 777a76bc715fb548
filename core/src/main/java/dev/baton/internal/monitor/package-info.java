/**
 * Who is told of what becomes of a client's locks: the application's listeners, and the JDK's
 * Flight Recorder. Where nobody listens, nothing is made.
 */
@NullMarked
package dev.baton.internal.monitor;

import org.jspecify.annotations.NullMarked;
