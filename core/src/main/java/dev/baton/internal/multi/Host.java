package dev.baton.internal.multi;

import dev.baton.internal.time.MonotonicClock;
import dev.baton.internal.time.Timer;
import java.util.function.Supplier;

/** What several locks need of their client. */
public interface Host {
  /** Its clock. */
  MonotonicClock clock();

  /** Its timer. */
  Timer timer();

  /** Whether the calling thread may wait for answers. */
  boolean mayWait();

  /** Does something that waits for nothing, and sends what it has to send at once, if it can. */
  <T> T together(Supplier<T> work);
}
