package dev.baton.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What locks are counted under. */
class LockFamilyTest {
  @Test
  void name_withColons_isOfTheTextBeforeTheFirst() {
    LockFamily families = LockFamily.beforeColon();

    assertThat(families.of("order:42")).isEqualTo("order");
    assertThat(families.of("job-lock:default:report")).isEqualTo("job-lock");
    assertThat(families.of("order:")).isEqualTo("order");
  }

  @Test
  void name_withNothingBeforeAColon_isNoFamily() {
    LockFamily families = LockFamily.beforeColon();

    assertThat(families.of("alice@example.com")).isEqualTo(LockFamily.OTHER);
    assertThat(families.of(":42")).isEqualTo(LockFamily.OTHER);
  }

  @Test
  void families_beyondAHundred_areOther() {
    LockFamily families = LockFamily.beforeColon();
    assertThat(families.of("other:1")).isEqualTo(LockFamily.OTHER); // takes no place
    for (int i = 0; i < 100; i++) {
      assertThat(families.of("f" + i + ":1")).isEqualTo("f" + i);
    }

    assertThat(families.of("f100:1")).isEqualTo(LockFamily.OTHER);
    assertThat(families.of("f99:2")).isEqualTo("f99");
  }

  @Test
  void families_byACallersRule_areAHundredAtMostToo() {
    LockFamily families = LockFamily.by(name -> name);
    Set<String> given = ConcurrentHashMap.newKeySet();
    for (int i = 0; i < 1_000; i++) {
      given.add(families.of("name" + i));
    }

    assertThat(given).hasSize(101).contains(LockFamily.OTHER);
    assertThat(LockFamily.by(name -> "").of("any")).isEqualTo(LockFamily.OTHER);
  }

  @Test
  void families_askedForByManyThreads_areAllThereAndNoneTwice() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      for (int run = 0; run < 50; run++) {
        LockFamily families = LockFamily.beforeColon();
        Callable<Void> all =
            () -> {
              for (int i = 0; i < 100; i++) {
                families.of("f" + i + ":1");
              }
              return null;
            };
        List<Future<Void>> done = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
          done.add(threads.submit(all));
        }
        for (Future<Void> one : done) {
          one.get(1, TimeUnit.MINUTES);
        }
        // a place that two threads wanted for one family is there for another
        for (int i = 0; i < 100; i++) {
          assertThat(families.of("f" + i + ":2")).isEqualTo("f" + i);
        }
        assertThat(families.of("another:1")).isEqualTo(LockFamily.OTHER);
      }
    } finally {
      threads.shutdown();
    }
  }
}
