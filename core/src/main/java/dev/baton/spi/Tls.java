package dev.baton.spi;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * How TLS is used: whom to trust, and what to show when the server asks for a certificate. An
 * adapter asks for both once, when a connector is made.
 */
public sealed interface Tls permits TlsFromFiles, TlsFromFactories {

  /**
   * TLS with what is in files, which are PEM. They are read whenever {@link #trust} or {@link
   * #identity} is called.
   *
   * @param authorities certificates of the authorities to trust, parameter {@code ca}; null for
   *     those that the JVM trusts
   * @param certificate the client's certificate, and those that lead from it to its authority,
   *     parameter {@code cert}; null for none
   * @param key the private key of that certificate, RSA or EC in PKCS#8 without a password,
   *     parameter {@code key}; null for none
   * @param hostChecked whether the server's certificate must be for its host name: {@code
   *     verify=full}, the default, or {@code verify=ca}
   * @return it
   */
  static Tls ofFiles(
      @Nullable Path authorities,
      @Nullable Path certificate,
      @Nullable Path key,
      boolean hostChecked) {
    return new TlsFromFiles(authorities, certificate, key, hostChecked);
  }

  /**
   * TLS with what the application has already, such as the factories of a Spring {@code SslBundle}.
   * Certificates that are to be exchanged while connections are open are those of managers that
   * look for the present ones at each handshake.
   *
   * @param trust whom to trust, initialised; null for whom the JVM trusts
   * @param identity what to show, initialised; null for what the JVM's properties name
   * @param hostChecked whether the server's certificate must be for its host name
   * @return it
   */
  static Tls of(
      @Nullable TrustManagerFactory trust,
      @Nullable KeyManagerFactory identity,
      boolean hostChecked) {
    return new TlsFromFactories(trust, identity, hostChecked);
  }

  /**
   * Whether the server's certificate must be for its host name.
   *
   * @return whether it must
   */
  boolean hostChecked();

  /**
   * Whom to trust.
   *
   * @return null for the JVM's own choice
   * @throws IllegalArgumentException if a file cannot be used; says why
   */
  @Nullable TrustManagerFactory trust();

  /**
   * What to show when the server asks for a certificate.
   *
   * @return null for the JVM's own choice
   * @throws IllegalArgumentException if a file cannot be used; says why
   */
  @Nullable KeyManagerFactory identity();

  /**
   * Both for the JDK's sockets.
   *
   * @return null for the JVM's own choice
   * @throws IllegalArgumentException if a file cannot be used; says why
   */
  default @Nullable SSLContext context() {
    TrustManagerFactory trust = trust();
    KeyManagerFactory identity = identity();
    if (trust == null && identity == null) {
      return null;
    }
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          identity == null ? null : identity.getKeyManagers(),
          trust == null ? null : trust.getTrustManagers(),
          null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM has no TLS", e);
    }
  }
}
