package dev.baton.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.baton.Lease;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.resilience.annotation.EnableResilientMethods;
import org.springframework.resilience.annotation.Retryable;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.core.context.SecurityContextHolder;

/** Locks beside what comes with Spring Framework 7 only, or needs it. */
class BesideFramework7Test extends SpringCase {

  /** Everything at once. */
  @Configuration(proxyBeanMethods = false)
  @EnableResilientMethods
  @EnableMethodSecurity
  static class Beans {
    @Bean
    Orders orders() {
      return new Orders();
    }
  }

  static class Orders {
    private final List<Lease> leases = new ArrayList<>();

    List<Lease> leases() {
      return leases;
    }

    @Retryable(maxRetries = 2, delay = 1)
    @Locked("order:#{#id}")
    public int payInTheEnd(long id) {
      leases.add(CurrentLease.get());
      if (leases.size() < 3) {
        throw new IllegalStateException("not yet");
      }
      return leases.size();
    }

    @PreAuthorize("hasRole('CLERK')")
    @Locked(value = "order:#{#id}", maxWait = "0")
    public boolean payIfAllowed(long id) {
      return CurrentLease.get().isHeld();
    }
  }

  @AfterEach
  void forget() {
    SecurityContextHolder.clearContext();
  }

  @Test
  void retry_aroundALock_acquiresItEachTime() {
    start(Beans.class);
    Orders orders = bean(Orders.class);
    assertThat(orders.payInTheEnd(1)).isEqualTo(3);
    assertThat(orders.leases()).doesNotHaveDuplicates().noneMatch(Lease::isHeld);
    assertFree("order:1");
  }

  @Test
  void authorization_isAskedBeforeTheLock() throws Exception {
    start(Beans.class);
    Orders orders = bean(Orders.class);
    try (Lease lease = key("order:1").acquire()) {
      become("GUEST");
      assertThatExceptionOfType(AccessDeniedException.class)
          .isThrownBy(() -> orders.payIfAllowed(1)); // rather than LockTimeoutException
      assertThat(lease.isHeld()).isTrue();
    }
    become("CLERK");
    assertThat(orders.payIfAllowed(1)).isTrue();
  }

  private static void become(String role) {
    SecurityContextHolder.getContext()
        .setAuthentication(new TestingAuthenticationToken("somebody", "", "ROLE_" + role));
  }
}
