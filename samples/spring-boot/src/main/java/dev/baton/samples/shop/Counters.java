package dev.baton.samples.shop;

import dev.baton.spring.CurrentLease;
import dev.baton.spring.Locked;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Counters in the database, each read and written in two steps: that comes out right only while
 * nobody else does so. The lock is taken before the transaction begins and released once it is
 * committed.
 */
@Service
public class Counters {
  private final JdbcClient database;

  Counters(JdbcClient database) {
    this.database = database;
  }

  /** Adds one. */
  @Locked("counter:#{#name}")
  @Transactional
  public void increment(String name) {
    long total = total(name);
    database.sql("update counter set total = ? where name = ?").params(total + 1, name).update();
    database.sql("insert into step (counter) values (?)").param(name).update();
  }

  /**
   * Adds one, unless a later holder of the lock has written: what a paused holder comes up with.
   */
  @Locked("counter:#{#name}")
  @Transactional
  public void incrementFenced(String name) {
    long fence = CurrentLease.get().fencingToken();
    long total = total(name);
    int written =
        database
            .sql("update counter set total = ?, fence = ? where name = ? and fence < ?")
            .params(total + 1, fence, name, fence)
            .update();
    if (written == 0) {
      throw new IllegalStateException("a later holder has written " + name);
    }
    database.sql("insert into step (counter) values (?)").param(name).update();
  }

  private long total(String name) {
    return database
        .sql("select total from counter where name = ?")
        .param(name)
        .query(Long.class)
        .single();
  }
}
