package dev.baton.spi;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * How TLS is used. The files are PEM, and are read whenever one of the methods is called.
 *
 * @param authorities certificates of the authorities to trust, parameter {@code ca}; null for those
 *     that the JVM trusts
 * @param certificate the client's certificate, and those that lead from it to its authority,
 *     parameter {@code cert}; null for none
 * @param key the private key of that certificate, RSA or EC in PKCS#8 without a password, parameter
 *     {@code key}
 * @param hostChecked whether the server's certificate must be for its host name: {@code
 *     verify=full}, the default, or {@code verify=ca}
 */
public record Tls(
    @Nullable Path authorities,
    @Nullable Path certificate,
    @Nullable Path key,
    boolean hostChecked) {
  private static final char[] IN_MEMORY = "in memory".toCharArray();

  /**
   * Whom to trust.
   *
   * @return null for the JVM's own choice
   * @throws IllegalArgumentException if the file cannot be used; says why
   */
  public @Nullable TrustManagerFactory trust() {
    if (authorities == null) {
      return null;
    }
    try {
      KeyStore trusted = store();
      int number = 0;
      for (var authority : Pem.certificates("ca", authorities)) {
        trusted.setCertificateEntry("ca" + number++, authority);
      }
      var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(trusted);
      return factory;
    } catch (GeneralSecurityException e) {
      throw Pem.unusable("ca", authorities, e.toString());
    }
  }

  /**
   * What to show when the server asks for a certificate.
   *
   * @return null for the JVM's own choice
   * @throws IllegalArgumentException if a file cannot be used; says why
   */
  public @Nullable KeyManagerFactory identity() {
    if (certificate == null || key == null) {
      return null;
    }
    try {
      KeyStore own = store();
      own.setKeyEntry(
          "client", Pem.key("key", key), IN_MEMORY, Pem.certificates("cert", certificate));
      var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(own, IN_MEMORY);
      return factory;
    } catch (GeneralSecurityException e) {
      throw Pem.unusable("cert", certificate, e.toString());
    }
  }

  /**
   * Both for the JDK's sockets.
   *
   * @return null for the JVM's own choice
   * @throws IllegalArgumentException if a file cannot be used; says why
   */
  public @Nullable SSLContext context() {
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

  private static KeyStore store() throws GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try {
      store.load(null, null);
    } catch (IOException e) {
      throw new GeneralSecurityException(e);
    }
    return store;
  }
}
