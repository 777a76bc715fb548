package dev.baton.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.Lease;
import dev.baton.LeaseLostException;
import dev.baton.LockTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Locks and transactions. */
@Execution(ExecutionMode.CONCURRENT)
class TransactionTest extends SpringCase {

  /** A database with one table. */
  static class Beans {
    @Bean
    DataSource dataSource() {
      return new DriverManagerDataSource("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
    }

    @Bean
    JdbcTemplate jdbc(DataSource source) {
      JdbcTemplate jdbc = new JdbcTemplate(source);
      jdbc.execute("create table paid (id bigint)");
      return jdbc;
    }

    @Bean
    AbstractPlatformTransactionManager transactions(DataSource source) {
      return new DataSourceTransactionManager(source);
    }

    @Bean
    Orders orders(JdbcTemplate jdbc) {
      return new Orders(jdbc);
    }

    @Bean
    Desk desk(Orders orders) {
      return new Desk(orders);
    }
  }

  /** Transactions as they come. */
  @Configuration(proxyBeanMethods = false)
  @EnableTransactionManagement
  static class Database extends Beans {}

  /** Transactions around everything. */
  @Configuration(proxyBeanMethods = false)
  @EnableTransactionManagement(order = 0)
  static class Reversed extends Beans {}

  /** Writes, and then does what a test wants. */
  static class Orders {
    private final JdbcTemplate jdbc;

    Orders(JdbcTemplate jdbc) {
      this.jdbc = jdbc;
    }

    @Locked("order:#{#id}")
    @Transactional
    Lease pay(long id, Runnable then) {
      return paid(id, then);
    }

    @Locked("order:#{#id}")
    @jakarta.transaction.Transactional
    Lease payForJakarta(long id, Runnable then) {
      return paid(id, then);
    }

    @Locked("order:#{#id}")
    @Transactional(propagation = Propagation.REQUIRES_NEW)
    Lease payApart(long id, Runnable then) {
      return paid(id, then);
    }

    @Locked(value = "order:#{#id}", maxWait = "0")
    Lease look(long id) {
      return CurrentLease.get();
    }

    @Transactional(propagation = Propagation.REQUIRES_NEW)
    Lease apart(Runnable then) {
      then.run();
      return null;
    }

    private Lease paid(long id, Runnable then) {
      jdbc.update("insert into paid values (?)", id);
      then.run();
      return CurrentLease.get();
    }
  }

  /** Calls it within a transaction of its own. */
  static class Desk {
    private final Orders orders;

    Desk(Orders orders) {
      this.orders = orders;
    }

    @Transactional
    void pay(long id, Runnable then) {
      orders.pay(id, () -> {});
      then.run();
    }
  }

  private final List<String> events = new CopyOnWriteArrayList<>();

  private void event(String what) {
    events.add(what + (key("order:1").isLocked() ? ", held" : ", free"));
  }

  /** Tells of the end of the transaction that is active. */
  private void listen() {
    TransactionSynchronizationManager.registerSynchronization(
        new TransactionSynchronization() {
          @Override
          public void beforeCompletion() {
            event("completes");
          }

          @Override
          public void afterCommit() {
            event("committed");
          }
        });
  }

  private int rows() {
    return bean(JdbcTemplate.class).queryForObject("select count(*) from paid", Integer.class);
  }

  private TransactionTemplate outer() {
    return new TransactionTemplate(bean(PlatformTransactionManager.class));
  }

  @Test
  void transaction_ofTheMethod_isCommittedBeforeTheLockIsReleased() {
    start(Database.class);
    bean(Orders.class).pay(1, this::listen);
    event("returned");
    assertThat(events).containsExactly("completes, held", "committed, held", "returned, free");
    assertThat(rows()).isEqualTo(1);
  }

  @Test
  void transaction_ofJakartasAnnotation_isCommittedBeforeTheLockIsReleased() {
    start(Database.class);
    bean(Orders.class).payForJakarta(1, this::listen);
    event("returned");
    assertThat(events).containsExactly("completes, held", "committed, held", "returned, free");
  }

  @Test
  void transaction_thatIsRolledBack_isSoBeforeTheLockIsReleased() {
    start(Database.class);
    assertThatThrownBy(
            () ->
                bean(Orders.class)
                    .pay(
                        1,
                        () -> {
                          listen();
                          throw new UnsupportedOperationException();
                        }))
        .isInstanceOf(UnsupportedOperationException.class);
    event("thrown");
    assertThat(events).containsExactly("completes, held", "thrown, free");
    assertThat(rows()).isZero();
  }

  @Test
  void transaction_thatIsActiveBefore_keepsTheLockUntilItHasEnded() {
    start(Database.class);
    bean(Desk.class)
        .pay(
            1,
            () -> {
              event("returned");
              listen();
            });
    event("ended");
    assertThat(events)
        .containsExactly("returned, held", "completes, held", "committed, held", "ended, free");
    assertThat(CurrentLease.find()).isEmpty();
  }

  @Test
  void transaction_thatIsActiveBeforeAndRolledBack_keepsTheLockUntilThen() {
    start(Database.class);
    assertThatThrownBy(
            () ->
                bean(Desk.class)
                    .pay(
                        1,
                        () -> {
                          listen();
                          throw new UnsupportedOperationException();
                        }))
        .isInstanceOf(UnsupportedOperationException.class);
    event("ended");
    assertThat(events).containsExactly("completes, held", "ended, free");
    assertThat(CurrentLease.find()).isEmpty();
    assertThat(rows()).isZero();
  }

  @Test
  void method_thatThrewInATransactionThatGoesOn_keepsTheLockUntilThatHasEnded() {
    start(Database.class);
    outer()
        .executeWithoutResult(
            status -> {
              assertThatThrownBy(
                      () ->
                          bean(Orders.class)
                              .payApart(
                                  1,
                                  () -> {
                                    throw new UnsupportedOperationException();
                                  }))
                  .isInstanceOf(UnsupportedOperationException.class);
              event("thrown");
            });
    event("ended");
    assertThat(events).containsExactly("thrown, held", "ended, free");
  }

  @Test
  void call_inATransactionThatKeepsTheLock_runsUnderTheSameLease() {
    start(Database.class);
    Orders orders = bean(Orders.class);
    outer()
        .executeWithoutResult(
            status -> {
              Lease first = orders.pay(1, () -> {});
              assertThat(orders.look(1)).isSameAs(first);
              assertThat(CurrentLease.get()).isSameAs(first);
              assertThat(first.isHeld()).isTrue();
              orders.apart(() -> assertThat(orders.look(1)).isSameAs(first));
              assertThat(first.isHeld()).isTrue();
              assertThat(orders.payApart(1, () -> {})).isSameAs(first);
            });
    assertFree("order:1");
    assertThat(CurrentLease.find()).isEmpty();
    assertThat(rows()).isEqualTo(2);
  }

  @Test
  void locks_ofSeveralMethodsInOneTransaction_areAllKept() {
    start(Database.class);
    Orders orders = bean(Orders.class);
    outer()
        .executeWithoutResult(
            status -> {
              orders.pay(1, () -> orders.pay(2, () -> {}));
              orders.pay(3, () -> {});
              for (int id = 1; id <= 3; id++) {
                assertThat(key("order:" + id).isLocked()).isTrue();
              }
            });
    for (int id = 1; id <= 3; id++) {
      assertFree("order:" + id);
    }
  }

  @Test
  void lock_lostBeforeTheCommit_hasTheTransactionRolledBack() {
    start(Database.class);
    assertThatExceptionOfType(LeaseLostException.class)
        .isThrownBy(() -> bean(Orders.class).pay(1, this::lose));
    assertThat(rows()).isZero();
  }

  /** The lock is taken away, and its lease knows. */
  private void lose() {
    Lease lease = CurrentLease.get();
    takeAway("order:1");
    assertThatExceptionOfType(LeaseLostException.class)
        .isThrownBy(() -> lease.renew(Duration.ofMinutes(1)));
  }

  @Test
  void lock_lostAfterItsMethodInATransactionThatKeepsIt_hasThatRolledBack() {
    start(Database.class);
    assertThatExceptionOfType(LeaseLostException.class)
        .isThrownBy(() -> bean(Desk.class).pay(1, this::lose));
    assertThat(rows()).isZero();
    assertThat(CurrentLease.find()).isEmpty();
  }

  @Test
  void lock_lostBeforeTheCommitOfATransactionThatIsNotGuarded_isToldAfterIt() {
    properties.put("baton.locked.guard-commits", "false");
    start(Database.class);
    assertThatExceptionOfType(LeaseLostException.class)
        .isThrownBy(() -> bean(Orders.class).pay(1, this::lose));
    assertThat(rows()).isEqualTo(1);
  }

  @Test
  void transaction_thatIsActiveBefore_isRefusedIfTheApplicationSaysSo() {
    properties.put("baton.locked.transactions", "refuse");
    start(Database.class);
    bean(Orders.class).pay(1, () -> bean(Orders.class).look(1));
    assertThat(rows()).isEqualTo(1);
    assertThatIllegalStateException()
        .isThrownBy(() -> bean(Desk.class).pay(1, () -> {}))
        .withMessageContaining("order:1")
        .withMessageContaining("within the @Locked method");
    assertThat(rows()).isEqualTo(1);
    assertFree("order:1");
  }

  @Test
  void call_onceATransactionHasEnded_isNotKeptForThat() {
    properties.put("baton.locked.transactions", "refuse");
    start(Database.class);
    outer()
        .executeWithoutResult(
            status ->
                TransactionSynchronizationManager.registerSynchronization(
                    new TransactionSynchronization() {
                      @Override
                      public void afterCompletion(int how) {
                        bean(Orders.class).look(1);
                        event("looked");
                      }
                    }));
    assertThat(events).containsExactly("looked, free");
  }

  @Test
  void transaction_aroundAnotherProcessesLock_waitsNoLongerThanItSays() throws Exception {
    start(Database.class);
    try (Lease lease = key("order:1").acquire()) {
      outer()
          .executeWithoutResult(
              status ->
                  assertThatExceptionOfType(LockTimeoutException.class)
                      .isThrownBy(() -> bean(Orders.class).look(1)));
      assertThat(lease.isHeld()).isTrue();
    }
  }

  @Test
  void order_thatPutsTheLockIntoTheTransaction_keepsItUntilThatHasEnded() {
    properties.put("baton.locked.order", String.valueOf(Integer.MAX_VALUE));
    start(Reversed.class);
    bean(Orders.class).pay(1, this::listen);
    event("returned");
    assertThat(events).containsExactly("completes, held", "committed, held", "returned, free");
  }
}
