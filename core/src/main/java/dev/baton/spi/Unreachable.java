package dev.baton.spi;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.util.Objects;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Why a server was not reached, and what to do about it, in the same words for all adapters. */
final class Unreachable {
  private final boolean silent;
  private final Throwable thrown;

  Unreachable(boolean silent, Throwable thrown) {
    this.silent = silent;
    this.thrown = thrown;
  }

  /** What went wrong at last. */
  String reason() {
    if (was(UnknownHostException.class)) {
      return "unknown host";
    }
    Throwable root = chain().reduce((outer, inner) -> inner).orElse(thrown);
    return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
  }

  /** What to look at. */
  String advice() {
    if (was(CertPathBuilderException.class)) {
      return "the JVM does not trust its certificate; name the authority with ?ca=FILE in the"
          + " address";
    }
    if (was(CertificateException.class)) {
      return "check that its certificate is valid, and for this host name";
    }
    if (was(SSLException.class)) {
      return "rediss:// needs a server that speaks TLS on this port; for others there is redis://";
    }
    if (was(UnknownHostException.class)) {
      return "check the host in the address";
    }
    if (silent) {
      return "it does not answer; check that a Redis server listens there, and that the address"
          + " begins with redis:// unless it speaks TLS";
    }
    return was(ConnectException.class)
        ? "check host and port, that the server runs, and that no firewall is in between"
        : "check host and port, and that the address begins with rediss:// if the server wants TLS";
  }

  private boolean was(Class<? extends Throwable> type) {
    return chain().anyMatch(type::isInstance);
  }

  private Stream<Throwable> chain() {
    return Stream.<@Nullable Throwable>iterate(thrown, Objects::nonNull, Unreachable::below);
  }

  private static @Nullable Throwable below(Throwable thrown) {
    // Jedis hides what the single addresses of a host answered among the suppressed ones
    return thrown.getCause() == null && thrown.getSuppressed().length > 0
        ? thrown.getSuppressed()[0]
        : thrown.getCause();
  }
}
