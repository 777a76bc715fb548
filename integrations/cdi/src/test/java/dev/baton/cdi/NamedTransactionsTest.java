package dev.baton.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Lease;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.transaction.TransactionManager;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.lang.reflect.Proxy;
import java.util.Hashtable;
import javax.naming.Context;
import javax.naming.NameNotFoundException;
import javax.naming.spi.InitialContextFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Transactions where their registry is no bean, as in Jakarta EE. */
class NamedTransactionsTest extends CdiCase {
  private static final String NAME = "java:comp/TransactionSynchronizationRegistry";

  /** Names of the container. */
  public static class Names implements InitialContextFactory {
    @Override
    public Context getInitialContext(Hashtable<?, ?> environment) {
      return (Context)
          Proxy.newProxyInstance(
              Names.class.getClassLoader(),
              new Class<?>[] {Context.class},
              (proxy, method, arguments) -> {
                if (method.getName().equals("lookup") && arguments[0].equals(NAME)) {
                  return com.arjuna
                      .ats
                      .jta
                      .common
                      .jtaPropertyManager
                      .getJTAEnvironmentBean()
                      .getTransactionSynchronizationRegistry();
                }
                if (method.getName().equals("close")) {
                  return null;
                }
                throw new NameNotFoundException();
              });
    }
  }

  /** None of them is the one: two are as good as none. */
  @ApplicationScoped
  static class Twice {
    @Produces
    @Alternative
    @Priority(1)
    TransactionSynchronizationRegistry one() {
      throw new AssertionError("not used");
    }

    @Produces
    @Alternative
    @Priority(1)
    TransactionSynchronizationRegistry two() {
      throw new AssertionError("not used");
    }
  }

  @BeforeEach
  void setNames() {
    System.setProperty(Context.INITIAL_CONTEXT_FACTORY, Names.class.getName());
  }

  @AfterEach
  void removeNames() {
    System.clearProperty(Context.INITIAL_CONTEXT_FACTORY);
  }

  @Test
  void registry_thatIsNoBean_isFoundByItsName() throws Exception {
    start(TransactionTest.Orders.class, Twice.class);
    TransactionManager transactions = com.arjuna.ats.jta.TransactionManager.transactionManager();
    transactions.begin();
    Lease lease = bean(TransactionTest.Orders.class).write(id);
    assertThat(lease.isHeld()).isTrue();
    transactions.commit();
    assertFree("order:" + id);
  }
}
