package dev.baton.jedis;

import dev.baton.spi.Credentials;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the caller of a connector chose.
 *
 * @param silence how long the push connection may be silent before it is asked
 * @param credentials null for those of the address
 */
record Choices(
    Duration commandTimeout, Duration silence, @Nullable Supplier<Credentials> credentials) {}
