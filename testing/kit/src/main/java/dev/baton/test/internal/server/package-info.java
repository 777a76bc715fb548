/**
 * Redis in memory, as far as Baton uses it: the data types and times are written again in Java, the
 * scripts are Baton's own, run by LuaJ. A real server gives the same answers, see {@code
 * SameAsARealServerTest}.
 */
@NullMarked
package dev.baton.test.internal.server;

import org.jspecify.annotations.NullMarked;
