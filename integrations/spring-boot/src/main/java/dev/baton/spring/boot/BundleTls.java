package dev.baton.spring.boot;

import dev.baton.spi.Tls;
import java.net.Socket;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.KeyManagerFactorySpi;
import javax.net.ssl.ManagerFactoryParameters;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.TrustManagerFactorySpi;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslManagerBundle;

/**
 * TLS with an SSL bundle. The bundle is asked for at each handshake, so that connections that are
 * opened after it was updated have its new certificates.
 */
final class BundleTls {
  private final Supplier<SslBundle> bundle;
  private volatile Managers latest;

  /** A bundle, and what it says. */
  private record Managers(
      SslBundle bundle, X509ExtendedTrustManager trust, X509ExtendedKeyManager identity) {

    static Managers of(SslBundle bundle) {
      SslManagerBundle managers = bundle.getManagers();
      return new Managers(
          bundle,
          first(managers.getTrustManagers(), X509ExtendedTrustManager.class),
          first(managers.getKeyManagers(), X509ExtendedKeyManager.class));
    }

    /** Others than these would not look at the host name of a server. */
    private static <T> T first(Object[] managers, Class<T> type) {
      return Arrays.stream(managers)
          .filter(type::isInstance)
          .map(type::cast)
          .findFirst()
          .orElseThrow(
              () -> new IllegalArgumentException("the SSL bundle has no " + type.getSimpleName()));
    }
  }

  private BundleTls(Supplier<SslBundle> bundle) {
    this.bundle = bundle;
    this.latest = Managers.of(bundle.get());
  }

  /**
   * For a connector.
   *
   * @param bundle returns that of this moment
   * @param hostChecked whether the server's certificate must be for its host name
   * @throws IllegalArgumentException if the bundle cannot be used
   */
  static Tls of(Supplier<SslBundle> bundle, boolean hostChecked) {
    BundleTls tls = new BundleTls(bundle);
    SslManagerBundle managers = tls.latest.bundle().getManagers();
    TrustManagerFactory trust = managers.getTrustManagerFactory();
    KeyManagerFactory identity = managers.getKeyManagerFactory();
    return Tls.of(
        new TrustManagerFactory(tls.new Trusting(), trust.getProvider(), trust.getAlgorithm()) {},
        new KeyManagerFactory(
            tls.new Showing(), identity.getProvider(), identity.getAlgorithm()) {},
        hostChecked);
  }

  private Managers present() {
    SslBundle now = bundle.get();
    Managers known = latest;
    if (known.bundle() != now) {
      known = Managers.of(now);
      latest = known;
    }
    return known;
  }

  private X509ExtendedTrustManager trust() {
    return present().trust();
  }

  private X509ExtendedKeyManager identity() {
    return present().identity();
  }

  /** Gives out the one trust manager that looks for the present one. */
  private final class Trusting extends TrustManagerFactorySpi {
    @Override
    protected void engineInit(@Nullable KeyStore store) {}

    @Override
    protected void engineInit(ManagerFactoryParameters parameters) {}

    @Override
    protected TrustManager[] engineGetTrustManagers() {
      return new TrustManager[] {new PresentTrust()};
    }
  }

  /** Gives out the one key manager that looks for the present one. */
  private final class Showing extends KeyManagerFactorySpi {
    @Override
    protected void engineInit(@Nullable KeyStore store, char @Nullable [] password) {}

    @Override
    protected void engineInit(ManagerFactoryParameters parameters) {}

    @Override
    protected KeyManager[] engineGetKeyManagers() {
      return new KeyManager[] {new PresentIdentity()};
    }
  }

  /** Whom the bundle trusts at this moment. */
  private final class PresentTrust extends X509ExtendedTrustManager {
    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
        throws CertificateException {
      trust().checkServerTrusted(chain, authType, engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
        throws CertificateException {
      trust().checkServerTrusted(chain, authType, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType)
        throws CertificateException {
      trust().checkServerTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
        throws CertificateException {
      throw noServer();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
        throws CertificateException {
      throw noServer();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType)
        throws CertificateException {
      throw noServer();
    }

    private static CertificateException noServer() {
      return new CertificateException("a lock client is no server");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return trust().getAcceptedIssuers();
    }
  }

  /** What the bundle shows at this moment; nothing if it has no key. */
  private final class PresentIdentity extends X509ExtendedKeyManager {
    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
      return identity().getClientAliases(keyType, issuers);
    }

    @Override
    public @Nullable String chooseClientAlias(
        String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return identity().chooseClientAlias(keyType, issuers, socket);
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
        String[] keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
      return identity().chooseEngineClientAlias(keyType, issuers, engine);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
      return identity().getCertificateChain(alias);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
      return identity().getPrivateKey(alias);
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
      return null;
    }

    @Override
    public @Nullable String chooseServerAlias(
        String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return null;
    }
  }
}
