/**
 * Locks of Spring Integration on Baton: {@link dev.baton.spring.integration.BatonLockRegistry}
 * takes the place of {@code RedisLockRegistry}, on the same keys.
 */
@NullMarked
package dev.baton.spring.integration;

import org.jspecify.annotations.NullMarked;
