package dev.baton.jedis;

import dev.baton.spi.Credentials;
import dev.baton.spi.ServerAddress.Node;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What the caller of a connector chose.
 *
 * @param silence how long the push connection may be silent before it is asked
 * @param credentials null for those of the address
 * @param addressMap null for that of the address
 */
record Choices(
    Duration commandTimeout,
    Duration silence,
    @Nullable Supplier<Credentials> credentials,
    @Nullable UnaryOperator<Node> addressMap) {
  Choices withCommandTimeout(Duration chosen) {
    return new Choices(chosen, silence, credentials, addressMap);
  }

  Choices withSilence(Duration chosen) {
    return new Choices(commandTimeout, chosen, credentials, addressMap);
  }

  Choices withCredentials(Supplier<Credentials> chosen) {
    return new Choices(commandTimeout, silence, chosen, addressMap);
  }

  Choices withAddressMap(UnaryOperator<Node> chosen) {
    return new Choices(commandTimeout, silence, credentials, chosen);
  }
}
