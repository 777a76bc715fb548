package dev.baton.samples.shop;

import dev.baton.LockTimeoutException;
import dev.baton.spring.Locked;
import dev.baton.spring.WhenBusy;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * What each instance does: it counts until its share is done, and one of them reports now and then.
 */
@Component
public class Work implements ApplicationRunner {
  private final Counters counters;
  private final JdbcClient database;
  private final String instance;
  private final int steps;

  Work(
      Counters counters,
      JdbcClient database,
      @Value("${shop.instance}") String instance,
      @Value("${shop.steps}") int steps) {
    this.counters = counters;
    this.database = database;
    this.instance = instance;
    this.steps = steps;
  }

  @Override
  public void run(ApplicationArguments arguments) {
    for (int step = 1; step <= steps; step++) {
      again(() -> counters.increment("plain"));
      again(() -> counters.incrementFenced("fenced"));
      if (step % 50 == 0) {
        say(step + " of " + steps);
      }
    }
    say("done");
  }

  /** A call that did not get its lock in time was not run: once more. */
  private void again(Runnable call) {
    boolean ran = false;
    while (!ran) {
      try {
        call.run();
        ran = true;
      } catch (LockTimeoutException e) {
        say(e);
      }
    }
  }

  /** On one instance at a time: who comes while another reports goes without. */
  @Scheduled(fixedDelay = 500)
  @Locked(value = "report", maxWait = "0", whenBusy = WhenBusy.SKIP)
  public void report() {
    database.sql("insert into report (instance) values (?)").param(instance).update();
    database
        .sql("select name || ' = ' || total from counter order by name")
        .query(String.class)
        .list()
        .forEach(this::say);
  }

  private void say(Object what) {
    System.out.println(instance + ": " + what);
  }
}
