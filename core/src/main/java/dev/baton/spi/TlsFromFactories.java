package dev.baton.spi;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** TLS with what the application has already. */
record TlsFromFactories(
    @Nullable TrustManagerFactory trust, @Nullable KeyManagerFactory identity, boolean hostChecked)
    implements Tls {}
