package dev.baton.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;

/** What is said of a server that is not reached. */
class UnreachableTest {
  @Test
  void eachCause_hasAnAdviceOfItsOwn() {
    assertThat(of(new SSLException("x", new CertPathBuilderException("no path"))))
        .startsWith("cannot reach db:1 (no path): ")
        .contains("?ca=FILE");
    assertThat(of(new SSLException("x", new CertificateException("no name"))))
        .contains("host name");
    assertThat(of(new SSLException("no record"))).contains("redis://");
    assertThat(of(new UnknownHostException("db"))).contains("(unknown host): check the host");
    assertThat(of(new ConnectException("refused"))).contains("(refused): check host", "firewall");
    assertThat(of(new IOException("reset"))).contains("rediss://");
    assertThat(ConnectionFault.unreachable("db:1", true, new IOException()).getMessage())
        .startsWith("cannot reach db:1 (IOException): it does not answer;");
  }

  @Test
  void cause_amongTheSuppressed_isFound() {
    IOException outer = new IOException("no host of several");
    outer.addSuppressed(new ConnectException("refused"));

    assertThat(of(outer)).contains("(refused)", "firewall");
  }

  private static String of(Throwable cause) {
    ConnectionFault fault = ConnectionFault.unreachable("db:1", false, cause);
    assertThat(fault.mayHaveRun()).isFalse();
    return String.valueOf(fault.getMessage());
  }
}
