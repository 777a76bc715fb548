package dev.baton.spi;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** TLS with what is in PEM files. */
record TlsFromFiles(
    @Nullable Path authorities, @Nullable Path certificate, @Nullable Path key, boolean hostChecked)
    implements Tls {
  private static final char[] IN_MEMORY = "in memory".toCharArray();

  @Override
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

  @Override
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
