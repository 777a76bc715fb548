/**
 * Carries Baton over Jedis: {@link dev.baton.jedis.JedisConnector} takes an address or a pool that
 * the application already has.
 *
 * <p>In {@code pipe}, {@code Commands} is the one connection that all threads share without a
 * thread in between, {@code JedisInbox} the one that pushed messages arrive on, {@code Source}
 * where both come from, and {@code Link} a Jedis connection as these use it.
 */
@NullMarked
package dev.baton.jedis;

import org.jspecify.annotations.NullMarked;
