package dev.baton.testing.faults.worker;

import dev.baton.testing.history.Mode;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
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
  },
  /** By those who want two to five at once, and some who want one; some of them as a share. */
  SEVERAL {
    @Override
    Wish wish(WantedLock lock, Random random) {
      return SHARED.wish(lock, random);
    }

    @Override
    User user(Desk desk) {
      User one = super.user(desk);
      User several = new UserOfSeveral(desk);
      return random -> (random.nextInt(5) == 0 ? one : several).use(random);
    }

    @Override
    public Set<WantedLock> of(Set<WantedLock> there) {
      return there;
    }
  },
  /** By leaders: each is an election's. */
  ELECTION {
    @Override
    Wish wish(WantedLock lock, Random random) {
      return new Wish(lock, Mode.EXCLUSIVE);
    }

    @Override
    User user(Desk desk) {
      return new Candidate(desk);
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

  /** That of {@code -Dfaults.use}, or shared. */
  public static Use given() {
    return valueOf(System.getProperty("faults.use", SHARED.name()).toUpperCase(Locale.ROOT));
  }

  /** As it is asked for. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The next wish for a lock. */
  abstract Wish wish(WantedLock lock, Random random);

  /** Somebody who wants locks so. */
  User user(Desk desk) {
    return new LockUser(desk, this::wish);
  }

  /** Those of the locks at a site that are wanted. */
  public Set<WantedLock> of(Set<WantedLock> there) {
    Set<WantedLock> wanted = EnumSet.copyOf(there);
    wanted.removeAll(WantedLock.OF_SETS);
    return wanted;
  }
}
