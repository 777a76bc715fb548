/** Tests of the Jedis adapter, each against a real server. */
@NullMarked
package dev.baton.jedis;

import org.jspecify.annotations.NullMarked;
