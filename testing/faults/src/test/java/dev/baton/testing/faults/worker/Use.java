package dev.baton.testing.faults.worker;

import dev.baton.testing.history.Mode;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Function;

/** How workers hold the locks that they want. */
public enum Use {
  /** Each by one alone. */
  EXCLUSIVE {
    @Override
    Wish wish(WantedLock lock, Random random) {
      return new Wish(lock, Mode.EXCLUSIVE);
    }
  },
  /** By readers and writers, some of whom read on, and by those who have permits: each lock so. */
  SHARED {
    @Override
    Wish wish(WantedLock lock, Random random) {
      return WISHES.get(random.nextInt(WISHES.size())).apply(lock);
    }
  };

  private static final int PERMITS = 3;

  /** Each as likely. */
  private static final List<Function<WantedLock, Wish>> WISHES =
      List.of(
          lock -> new Wish(lock, Mode.EXCLUSIVE),
          lock -> new Wish(lock, Mode.EXCLUSIVE),
          lock -> new Wish(lock, Mode.EXCLUSIVE, /* readsOn= */ true),
          lock -> new Wish(lock, Mode.READ),
          lock -> new Wish(lock, Mode.READ),
          lock -> new Wish(lock, Mode.READ),
          lock -> new Wish(lock, Mode.READ),
          lock -> new Wish(lock, Mode.permits(1, PERMITS)),
          lock -> new Wish(lock, Mode.permits(1, PERMITS)),
          lock -> new Wish(lock, Mode.permits(2, PERMITS)),
          lock -> new Wish(lock, Mode.permits(PERMITS, PERMITS)));

  /** That of {@code -Dfaults.use=exclusive}, or shared. */
  public static Use given() {
    return valueOf(System.getProperty("faults.use", SHARED.name()).toUpperCase(Locale.ROOT));
  }

  /** As it is asked for. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The next wish for a lock. */
  abstract Wish wish(WantedLock lock, Random random);
}
