package dev.baton.benchmarks.client;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.benchmarks.contestant.LockHandle;
import org.junit.jupiter.api.Test;

/** What a client process must see of its own threads. */
class WitnessTest {
  private static final int ROOM = 3;

  @Test
  void secondHolder_ofAllOfALock_isReported() {
    Witness witness = new Witness(1);
    witness.enter(1, 1);

    assertThatThrownBy(() -> witness.enter(1, 2)).hasMessageContaining("NOT EXCLUSIVE");
  }

  @Test
  void writer_besideAReader_isReported() {
    Witness witness = new Witness(ROOM);
    witness.enter(1, 1);

    assertThatThrownBy(() -> witness.enter(ROOM, 2)).hasMessageContaining("NOT EXCLUSIVE");
  }

  @Test
  void permits_asManyAsThereAre_areFine() {
    Witness witness = new Witness(2);
    witness.enter(1, LockHandle.NO_FENCE);
    witness.enter(1, LockHandle.NO_FENCE);
    witness.exit(1, 0);

    assertThatCode(() -> witness.enter(1, LockHandle.NO_FENCE)).doesNotThrowAnyException();
    assertThatThrownBy(() -> witness.enter(1, LockHandle.NO_FENCE))
        .hasMessageContaining("NOT EXCLUSIVE");
  }

  @Test
  void fence_sameForAWriterAsForReaders_isReported() {
    Witness readersFirst = new Witness(ROOM);
    readersFirst.enter(1, 1);
    readersFirst.enter(1, 1);
    readersFirst.exit(1, 0);
    readersFirst.exit(1, 0);
    Witness writerFirst = new Witness(ROOM);
    writerFirst.enter(ROOM, 1);
    writerFirst.exit(ROOM, 0);

    assertThatThrownBy(() -> readersFirst.enter(ROOM, 1)).hasMessageContaining("NOT FENCED");
    assertThatThrownBy(() -> writerFirst.enter(1, 1)).hasMessageContaining("NOT FENCED");
  }
}
