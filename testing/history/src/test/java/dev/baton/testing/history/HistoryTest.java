package dev.baton.testing.history;

import static dev.baton.testing.history.Told.gaveUp;
import static dev.baton.testing.history.Told.held;
import static dev.baton.testing.history.Told.history;
import static dev.baton.testing.history.Told.permits;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {
  @TempDir Path folder;

  @Test
  void history_writtenAndRead_isTheSame() throws Exception {
    History one =
        history(
            held(1, 0, 10),
            gaveUp(3, Operation.NEVER, 5),
            new QueueSeen(4, "q", List.of("a,b", "host:1/2 3")),
            new QueueSeen(5, "q", List.of()),
            new Fault("cut off", 1, 2),
            new Work("an election", 7, 20, 30));
    one.write(folder.resolve("one"));
    history(permits(2, 5, 2, 20, 30)).write(folder.resolve("two"));

    History both = new History();
    both.read(folder.resolve("one"));
    both.read(folder.resolve("two"));

    assertThat(both.operations())
        .containsExactly(held(1, 0, 10), gaveUp(3, Operation.NEVER, 5), permits(2, 5, 2, 20, 30));
    assertThat(both.queues()).isEqualTo(one.queues());
    assertThat(both.faults()).isEqualTo(one.faults());
    assertThat(both.works()).isEqualTo(one.works()).isNotEmpty();
  }

  @Test
  void line_cutShortByACrash_isLeftOut() throws Exception {
    Path file = folder.resolve("crashed");
    history(held(1, 0, 10)).write(file);
    Files.writeString(file, "operation lock c 12", StandardOpenOption.APPEND);

    History read = new History();
    read.read(file);

    assertThat(read.operations()).containsExactly(held(1, 0, 10));
  }
}
