package dev.baton.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.Acquirable;
import dev.baton.LockOptions;
import dev.baton.MultiLease;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Which locks can be held together, and in which order. */
class MultiLockMembersTest extends CohortCase {

  @Test
  void names_inAnyOrder_areInThatOfTheirBytes() {
    // By UTF-16 units a character beyond the first 65,536 would be before the last of those.
    List<String> ordered =
        List.of("Z", "a", "a0", "b", "\u00e4", "\uff5e", "\ud83d\udd12", "\ud83d\udd13");
    List<Acquirable> locks = new ArrayList<>();
    ordered.forEach(name -> locks.add(engine.lock(name)));
    for (int i = 0; i < 20; i++) {
      Collections.shuffle(locks, new Random(i));
      assertThat(engine.allOf(locks).names()).isEqualTo(ordered);
    }
  }

  @Test
  void locks_inAnyOrder_areThoseOfTheNames() {
    Acquirable permits = engine.semaphore("b", 5).withWeight(3);
    Acquirable reading = engine.readWriteLock("a").readLock();
    assertThat(engine.allOf(permits, reading).locks()).containsExactly(reading, permits);
  }

  @Test
  void kinds_inAnyMixture_areHeldTogether() {
    try (MultiLease leases =
        engine
            .allOf(
                engine.lock("a"),
                engine.readWriteLock("b").readLock(),
                engine.readWriteLock("c").writeLock(),
                engine.semaphore("d", 5),
                engine.semaphore("e", 5).withWeight(3))
            .tryAcquire()
            .orElseThrow()) {
      assertThat(leases.isHeld()).isTrue();
      assertThat(backend.operations())
          .containsExactly("ACQUIRE", "SHARE", "ACQUIRE", "SHARE", "SHARE");
    }
    assertThat(engine.kept()).isZero();
  }

  @Test
  void number_outOfBounds_isRefused() {
    assertThatThrownBy(engine::allOf)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("1 to 64 locks can be held together, not 0");
    List<Acquirable> many = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      many.add(engine.lock("k" + i));
    }
    try (MultiLease leases = engine.allOf(many).tryAcquire().orElseThrow()) {
      assertThat(leases.leases()).hasSize(64);
    }
    many.add(engine.lock("one more"));
    assertThatThrownBy(() -> engine.allOf(many))
        .hasMessage("1 to 64 locks can be held together, not 65");
  }

  @Test
  void one_isHeldByItself() {
    try (MultiLease lease = engine.allOf(lock).tryAcquire().orElseThrow()) {
      assertThat(lease.of("order:42").isHeld()).isTrue();
    }
  }

  @Test
  void name_givenTwice_isRefused_asWhateverKind() {
    assertThatThrownBy(() -> engine.allOf(lock, engine.lock("a"), engine.lock("order:42")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("\"order:42\" is given twice");
    assertThatThrownBy(
            () -> engine.allOf(engine.readWriteLock("k").readLock(), engine.semaphore("k", 2)))
        .hasMessageStartingWith("\"k\" is given twice");
  }

  @Test
  void lock_ofAnotherClient_orOfNone_isRefused() {
    try (Engine other = new ScriptedBackend().engine()) {
      for (Acquirable theirs :
          List.of(
              other.lock("k"),
              other.readWriteLock("k").readLock(),
              other.semaphore("k", 3).withWeight(2),
              wrapped())) {
        assertThatThrownBy(() -> engine.allOf(lock, theirs))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageStartingWith("\"k\" is not a lock of this client: name all of them by");
      }
    }
  }

  /** A lock as an application may wrap it. */
  private static Acquirable wrapped() {
    return (Acquirable)
        Proxy.newProxyInstance(
            Acquirable.class.getClassLoader(),
            new Class<?>[] {Acquirable.class},
            (proxy, method, arguments) -> "k");
  }

  @Test
  void options_thatDoNotBearToBeGivenBackAndAcquiredAgain_areRefused() {
    LockOptions token = LockOptions.defaults().ownerToken("mine");
    assertThatThrownBy(() -> engine.allOf(lock, engine.lock("k", token)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("\"k\" has an ownerToken")
        .hasMessageEndingWith("leave the token out");
    LockOptions least = LockOptions.defaults().holdAtLeast(Duration.ofSeconds(1));
    assertThatThrownBy(() -> engine.allOf(lock, engine.lock("k", least)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("\"k\" has holdAtLeast")
        .hasMessageEndingWith("acquire this lock by itself");
  }
}
